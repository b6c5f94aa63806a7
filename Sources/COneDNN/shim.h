// One face for oneDNN 2.x and 3.x.
//
// 2.x describes an operation by a struct and then makes a primitive descriptor of it; 3.x does both in one call and
// makes memory descriptors opaque. Everything that differs is hidden here behind `static inline` functions; what is the
// same in both is used from <dnnl.h> directly. Functions return `dnnl_status_t`; zero is success.
#ifndef LANDSCAPE_ONEDNN_SHIM_H
#define LANDSCAPE_ONEDNN_SHIM_H

#include <dlfcn.h>
#include <dnnl.h>
#include <dnnl_version.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if DNNL_VERSION_MAJOR >= 3
#define LANDSCAPE_ONEDNN_3 1
#else
#define LANDSCAPE_ONEDNN_3 0
#endif

/// A memory descriptor that the caller owns.
typedef struct landscape_layout *landscape_layout_t;

#if LANDSCAPE_ONEDNN_3
typedef const_dnnl_memory_desc_t landscape_md;
#else
typedef const dnnl_memory_desc_t *landscape_md;
#endif

static inline landscape_md landscape_md_of(landscape_layout_t layout) { return (landscape_md)layout; }

// MARK: Layouts

static inline dnnl_status_t landscape_layout_clone(landscape_md source, landscape_layout_t *result) {
#if LANDSCAPE_ONEDNN_3
  dnnl_memory_desc_t copy = NULL;
  dnnl_status_t status = dnnl_memory_desc_clone(&copy, source);
  *result = (landscape_layout_t)copy;
  return status;
#else
  dnnl_memory_desc_t *copy = (dnnl_memory_desc_t *)malloc(sizeof *copy);
  if (!copy) return dnnl_out_of_memory;
  *copy = *source;
  *result = (landscape_layout_t)copy;
  return dnnl_success;
#endif
}

#if LANDSCAPE_ONEDNN_3
#define LANDSCAPE_MAKE_MD(way) dnnl_memory_desc_create_with_##way
#else
#define LANDSCAPE_MAKE_MD(way) dnnl_memory_desc_init_by_##way
#endif

/// The caller's own copy of a descriptor that has just been made.
static inline dnnl_status_t landscape_layout_take(
    dnnl_status_t status, dnnl_memory_desc_t *made, landscape_layout_t *result) {
  if (status) return status;
#if LANDSCAPE_ONEDNN_3
  *result = (landscape_layout_t)*made;
  return dnnl_success;
#else
  return landscape_layout_clone(made, result);
#endif
}

/// A tensor of up to twelve extents in an order that the library has a name for.
static inline dnnl_status_t landscape_layout_create_tagged(
    int rank, const int64_t *extents, dnnl_data_type_t element, dnnl_format_tag_t tag,
    landscape_layout_t *result) {
  dnnl_dims_t dims = {0};
  dnnl_memory_desc_t made;
  for (int i = 0; i < rank; i++) dims[i] = extents[i];
  return landscape_layout_take(LANDSCAPE_MAKE_MD(tag)(&made, rank, dims, element, tag), &made, result);
}

/// Row-major order, or the library's own choice when `any`.
static inline dnnl_status_t landscape_layout_create(
    int rank, const int64_t *extents, dnnl_data_type_t element, bool any, landscape_layout_t *result) {
  static const dnnl_format_tag_t plain[DNNL_MAX_NDIMS] = {
      dnnl_a,       dnnl_ab,       dnnl_abc,       dnnl_abcd,       dnnl_abcde,       dnnl_abcdef,
      dnnl_abcdefg, dnnl_abcdefgh, dnnl_abcdefghi, dnnl_abcdefghij, dnnl_abcdefghijk, dnnl_abcdefghijkl};
  if (rank < 1 || rank > DNNL_MAX_NDIMS) return dnnl_invalid_arguments;
  dnnl_format_tag_t tag = any ? dnnl_format_tag_any : plain[rank - 1];
  return landscape_layout_create_tagged(rank, extents, element, tag, result);
}

/// Elements at given distances from each other, counted in elements.
static inline dnnl_status_t landscape_layout_create_strided(
    int rank, const int64_t *extents, const int64_t *distances, dnnl_data_type_t element,
    landscape_layout_t *result) {
  if (rank < 1 || rank > DNNL_MAX_NDIMS) return dnnl_invalid_arguments;
  dnnl_dims_t dims = {0}, strides = {0};
  dnnl_memory_desc_t made;
  for (int i = 0; i < rank; i++) {
    dims[i] = extents[i];
    strides[i] = distances[i];
  }
  return landscape_layout_take(
      LANDSCAPE_MAKE_MD(strides)(&made, rank, dims, element, strides), &made, result);
}

/// Images [n, c, h, w] with channels in blocks of 4, 8 or 16, or next to each other when `block` is 0.
static inline dnnl_status_t landscape_layout_create_grouped(
    const int64_t extents[4], int block, dnnl_data_type_t element, landscape_layout_t *result) {
  dnnl_format_tag_t tag = block == 0    ? dnnl_acdb
                          : block == 4  ? dnnl_aBcd4b
                          : block == 8  ? dnnl_aBcd8b
                          : block == 16 ? dnnl_aBcd16b
                                        : dnnl_format_tag_undef;
  if (tag == dnnl_format_tag_undef) return dnnl_invalid_arguments;
  return landscape_layout_create_tagged(4, extents, element, tag, result);
}

/// Weights [o, i, h, w] in blocks of 8 both ways, as [o / 8][i / 8][h][w][8 of i][8 of o].
static inline dnnl_status_t landscape_layout_create_filter_blocks(
    const int64_t extents[4], landscape_layout_t *result) {
  return landscape_layout_create_tagged(4, extents, dnnl_f32, dnnl_ABcd8b8a, result);
}

static inline void landscape_layout_destroy(landscape_layout_t layout) {
#if LANDSCAPE_ONEDNN_3
  dnnl_memory_desc_destroy((dnnl_memory_desc_t)layout);
#else
  free(layout);
#endif
}

static inline size_t landscape_layout_bytes(landscape_layout_t layout) {
  return dnnl_memory_desc_get_size(landscape_md_of(layout));
}

static inline bool landscape_layout_equal(landscape_layout_t a, landscape_layout_t b) {
  return dnnl_memory_desc_equal(landscape_md_of(a), landscape_md_of(b)) != 0;
}

static inline dnnl_data_type_t landscape_layout_element(landscape_layout_t layout) {
#if LANDSCAPE_ONEDNN_3
  dnnl_data_type_t element = dnnl_data_type_undef;
  dnnl_memory_desc_query(landscape_md_of(layout), dnnl_query_data_type, &element);
  return element;
#else
  return landscape_md_of(layout)->data_type;
#endif
}

/// The distances between neighbours along each axis, in elements; false for a layout with inner blocks or padding, or one
/// that the library has still to choose.
static inline bool landscape_layout_strides(landscape_layout_t layout, int rank, int64_t *result) {
  landscape_md md = landscape_md_of(layout);
#if LANDSCAPE_ONEDNN_3
  dnnl_format_kind_t kind = dnnl_format_kind_undef;
  int ndims = 0, blocks = 0;
  const dnnl_dims_t *dims = NULL, *padded = NULL, *strides = NULL;
  if (dnnl_memory_desc_query(md, dnnl_query_format_kind, &kind) || kind != dnnl_blocked) return false;
  dnnl_memory_desc_query(md, dnnl_query_ndims_s32, &ndims);
  dnnl_memory_desc_query(md, dnnl_query_dims, &dims);
  dnnl_memory_desc_query(md, dnnl_query_padded_dims, &padded);
  dnnl_memory_desc_query(md, dnnl_query_strides, &strides);
  dnnl_memory_desc_query(md, dnnl_query_inner_nblks_s32, &blocks);
  const int64_t *d = *dims, *p = *padded, *s = *strides;
#else
  if (md->format_kind != dnnl_blocked || md->extra.flags) return false;
  int ndims = md->ndims, blocks = md->format_desc.blocking.inner_nblks;
  const int64_t *d = md->dims, *p = md->padded_dims, *s = md->format_desc.blocking.strides;
#endif
  if (ndims != rank || blocks) return false;
  for (int i = 0; i < rank; i++) {
    if (d[i] != p[i]) return false;
    result[i] = s[i];
  }
  return true;
}

/// The offset, in elements, of the first `count` positions along an axis from position 0; that of an element is the sum over the
/// axes. False for a layout that is no order of blocks, or one that the library has still to choose.
static inline bool landscape_layout_offsets(landscape_layout_t layout, int axis, int64_t count, int64_t *result) {
  landscape_md md = landscape_md_of(layout);
#if LANDSCAPE_ONEDNN_3
  dnnl_format_kind_t kind = dnnl_format_kind_undef;
  int blocks = 0;
  const dnnl_dims_t *strides = NULL, *inner = NULL, *index = NULL;
  if (dnnl_memory_desc_query(md, dnnl_query_format_kind, &kind) || kind != dnnl_blocked) return false;
  dnnl_memory_desc_query(md, dnnl_query_strides, &strides);
  dnnl_memory_desc_query(md, dnnl_query_inner_nblks_s32, &blocks);
  dnnl_memory_desc_query(md, dnnl_query_inner_blks, &inner);
  dnnl_memory_desc_query(md, dnnl_query_inner_idxs, &index);
  const int64_t *s = *strides, *sizes = blocks ? *inner : NULL, *axes = blocks ? *index : NULL;
#else
  if (md->format_kind != dnnl_blocked || md->extra.flags) return false;
  int blocks = md->format_desc.blocking.inner_nblks;
  const int64_t *s = md->format_desc.blocking.strides, *sizes = md->format_desc.blocking.inner_blks,
                *axes = md->format_desc.blocking.inner_idxs;
#endif
  for (int64_t i = 0; i < count; i++) {
    int64_t rest = i, stride = 1, offset = 0;
    for (int k = blocks - 1; k >= 0; k--) {
      if (axes[k] == axis) {
        offset += rest % sizes[k] * stride;
        rest /= sizes[k];
      }
      stride *= sizes[k];
    }
    result[i] = offset + rest * s[axis];
  }
  return true;
}

/// Whether strides are those of `[n][c / b][h][w][c % b]`. The stride of an extent of 1 is never used and can be anything.
static inline bool landscape_has_channel_block(const int64_t *extents, const int64_t *s, int64_t b) {
  int64_t groups = extents[1] / b, h = extents[2], w = extents[3];
  return (w == 1 || s[3] == b) && (h == 1 || s[2] == w * b) && (groups == 1 || s[1] == h * w * b) &&
         (extents[0] == 1 || s[0] == groups * h * w * b);
}

/// How channels are stored in a dense four-extent tensor: as `[n][c / b][h][w][c % b]` for the returned `b`
/// (1 is NCHW, the channel count NHWC, 8 and 16 the blocked forms); 0 for anything else.
static inline int64_t landscape_layout_channel_block(landscape_layout_t layout) {
#if LANDSCAPE_ONEDNN_3
  int rank = 0, blocks = 0;
  dnnl_dims_t *dims = NULL, *padded = NULL, *strides = NULL, *inner = NULL, *index = NULL;
  landscape_md md = landscape_md_of(layout);
  if (dnnl_memory_desc_query(md, dnnl_query_ndims_s32, &rank) || rank != 4) return 0;
  dnnl_memory_desc_query(md, dnnl_query_padded_dims, &padded);
  dnnl_memory_desc_query(md, dnnl_query_dims, &dims);
  dnnl_memory_desc_query(md, dnnl_query_strides, &strides);
  dnnl_memory_desc_query(md, dnnl_query_inner_nblks_s32, &blocks);
  dnnl_memory_desc_query(md, dnnl_query_inner_blks, &inner);
  dnnl_memory_desc_query(md, dnnl_query_inner_idxs, &index);
  const int64_t *p = *padded, *s = *strides;
  int64_t innerBlock = blocks == 1 && (*index)[0] == 1 ? (*inner)[0] : 0;
#else
  landscape_md md = landscape_md_of(layout);
  if (md->ndims != 4 || md->format_kind != dnnl_blocked) return 0;
  const int64_t *p = md->padded_dims, *s = md->format_desc.blocking.strides;
  int blocks = md->format_desc.blocking.inner_nblks;
  int64_t innerBlock = blocks == 1 && md->format_desc.blocking.inner_idxs[0] == 1
      ? md->format_desc.blocking.inner_blks[0] : 0;
#endif
  if (blocks && innerBlock == 0) return 0;
  if (blocks) return landscape_has_channel_block(p, s, innerBlock) ? innerBlock : 0;
  if (landscape_has_channel_block(p, s, 1)) return 1;
  int64_t n = p[0], c = p[1], h = p[2], w = p[3];
  bool channelsLast = s[1] == 1 && (w == 1 || s[3] == c) && (h == 1 || s[2] == w * c) &&
                      (n == 1 || s[0] == h * w * c);
  return channelsLast ? c : 0;
}

// MARK: Memory

static inline dnnl_status_t landscape_memory_create(
    dnnl_memory_t *memory, landscape_layout_t layout, dnnl_engine_t engine, void *pointer) {
  return dnnl_memory_create(memory, landscape_md_of(layout), engine, pointer);
}

/// The layout that a primitive expects or chose; the caller owns the copy.
static inline dnnl_status_t landscape_descriptor_layout(
    const_dnnl_primitive_desc_t descriptor, dnnl_query_t what, int index, landscape_layout_t *result) {
  landscape_md md = dnnl_primitive_desc_query_md(descriptor, what, index);
  return md ? landscape_layout_clone(md, result) : dnnl_invalid_arguments;
}

// MARK: Attributes

/// Post-operations: add to what the destination holds, then an activation with its parameters. No activation when
/// `activate` is false.
static inline dnnl_status_t landscape_attributes(
    bool sum, bool activate, dnnl_alg_kind_t activation, float alpha, float beta, dnnl_primitive_attr_t *result) {
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_post_ops_t operations = NULL;
  dnnl_status_t status = dnnl_primitive_attr_create(&attributes);
  if (status) return status;
  status = dnnl_post_ops_create(&operations);
#if LANDSCAPE_ONEDNN_3
  if (!status && sum) status = dnnl_post_ops_append_sum(operations, 1.0f, 0, dnnl_data_type_undef);
  if (!status && activate) status = dnnl_post_ops_append_eltwise(operations, activation, alpha, beta);
#else
  if (!status && sum) status = dnnl_post_ops_append_sum(operations, 1.0f);
  if (!status && activate)
    status = dnnl_post_ops_append_eltwise(operations, 1.0f, activation, alpha, beta);
#endif
  if (!status) status = dnnl_primitive_attr_set_post_ops(attributes, operations);
  if (operations) dnnl_post_ops_destroy(operations);
  if (status) {
    dnnl_primitive_attr_destroy(attributes);
    return status;
  }
  *result = attributes;
  return dnnl_success;
}

/// Numbers that `dnnl_eltwise_hardswish` takes: 3.x wants its slope and shift, 2.x knows them.
static inline float landscape_hardswish_alpha(void) { return LANDSCAPE_ONEDNN_3 ? 1.0f / 6.0f : 0.0f; }
static inline float landscape_hardswish_beta(void) { return LANDSCAPE_ONEDNN_3 ? 0.5f : 0.0f; }

// MARK: Convolution and dense layers

enum landscape_direction { landscape_forward, landscape_backward_data, landscape_backward_weights };

/// Where the windows of a convolution or of pooling lie, by height and width. `dilation` counts the pixels left out between two
/// that a window reads, so that 0 is none.
typedef struct {
  dnnl_dim_t kernel[2], stride[2], dilation[2], before[2], after[2];
} landscape_window;

/// `source`, `weights`, `bias` (may be null) and `destination` are the values' layouts, or their gradients'. Weights with an
/// extent more than the source have the groups first. The kernel's extents are those of the weights.
static inline dnnl_status_t landscape_convolution(
    dnnl_engine_t engine, enum landscape_direction direction, bool training, landscape_layout_t source,
    landscape_layout_t weights, landscape_layout_t bias, landscape_layout_t destination, landscape_window window,
    const_dnnl_primitive_attr_t attributes, const_dnnl_primitive_desc_t hint, dnnl_primitive_desc_t *result) {
  const dnnl_dim_t *s = window.stride, *d = window.dilation, *before = window.before, *after = window.after;
  landscape_md src = landscape_md_of(source), w = landscape_md_of(weights), b = landscape_md_of(bias),
               dst = landscape_md_of(destination);
  dnnl_prop_kind_t kind = training ? dnnl_forward_training : dnnl_forward_inference;
#if LANDSCAPE_ONEDNN_3
  switch (direction) {
  case landscape_forward:
    return dnnl_convolution_forward_primitive_desc_create(
        result, engine, kind, dnnl_convolution_direct, src, w, b, dst, s, d, before, after, attributes);
  case landscape_backward_data:
    return dnnl_convolution_backward_data_primitive_desc_create(
        result, engine, dnnl_convolution_direct, src, w, dst, s, d, before, after, hint, attributes);
  case landscape_backward_weights:
    return dnnl_convolution_backward_weights_primitive_desc_create(
        result, engine, dnnl_convolution_direct, src, w, b, dst, s, d, before, after, hint, attributes);
  }
  return dnnl_invalid_arguments;
#else
  dnnl_convolution_desc_t op;
  dnnl_status_t status = dnnl_invalid_arguments;
  switch (direction) {
  case landscape_forward:
    status = dnnl_dilated_convolution_forward_desc_init(
        &op, kind, dnnl_convolution_direct, src, w, b, dst, s, d, before, after);
    break;
  case landscape_backward_data:
    status = dnnl_dilated_convolution_backward_data_desc_init(
        &op, dnnl_convolution_direct, src, w, dst, s, d, before, after);
    break;
  case landscape_backward_weights:
    status = dnnl_dilated_convolution_backward_weights_desc_init(
        &op, dnnl_convolution_direct, src, w, b, dst, s, d, before, after);
    break;
  }
  return status ? status : dnnl_primitive_desc_create(result, &op, attributes, engine, hint);
#endif
}

/// The transpose of a convolution: its source is the convolution's destination. Weights are `[destination channels, source
/// channels, ...]`, with the groups first where there are any.
static inline dnnl_status_t landscape_transposed_convolution(
    dnnl_engine_t engine, enum landscape_direction direction, bool training, landscape_layout_t source,
    landscape_layout_t weights, landscape_layout_t bias, landscape_layout_t destination, landscape_window window,
    const_dnnl_primitive_attr_t attributes, const_dnnl_primitive_desc_t hint, dnnl_primitive_desc_t *result) {
  const dnnl_dim_t *s = window.stride, *d = window.dilation, *before = window.before, *after = window.after;
  landscape_md src = landscape_md_of(source), w = landscape_md_of(weights), b = landscape_md_of(bias),
               dst = landscape_md_of(destination);
  dnnl_prop_kind_t kind = training ? dnnl_forward_training : dnnl_forward_inference;
#if LANDSCAPE_ONEDNN_3
  switch (direction) {
  case landscape_forward:
    return dnnl_deconvolution_forward_primitive_desc_create(
        result, engine, kind, dnnl_deconvolution_direct, src, w, b, dst, s, d, before, after, attributes);
  case landscape_backward_data:
    return dnnl_deconvolution_backward_data_primitive_desc_create(
        result, engine, dnnl_deconvolution_direct, src, w, dst, s, d, before, after, hint, attributes);
  case landscape_backward_weights:
    return dnnl_deconvolution_backward_weights_primitive_desc_create(
        result, engine, dnnl_deconvolution_direct, src, w, b, dst, s, d, before, after, hint, attributes);
  }
  return dnnl_invalid_arguments;
#else
  dnnl_deconvolution_desc_t op;
  dnnl_status_t status = dnnl_invalid_arguments;
  switch (direction) {
  case landscape_forward:
    status = dnnl_dilated_deconvolution_forward_desc_init(
        &op, kind, dnnl_deconvolution_direct, src, w, b, dst, s, d, before, after);
    break;
  case landscape_backward_data:
    status = dnnl_dilated_deconvolution_backward_data_desc_init(
        &op, dnnl_deconvolution_direct, src, w, dst, s, d, before, after);
    break;
  case landscape_backward_weights:
    status = dnnl_dilated_deconvolution_backward_weights_desc_init(
        &op, dnnl_deconvolution_direct, src, w, b, dst, s, d, before, after);
    break;
  }
  return status ? status : dnnl_primitive_desc_create(result, &op, attributes, engine, hint);
#endif
}

static inline dnnl_status_t landscape_inner_product(
    dnnl_engine_t engine, enum landscape_direction direction, bool training, landscape_layout_t source,
    landscape_layout_t weights, landscape_layout_t bias, landscape_layout_t destination,
    const_dnnl_primitive_attr_t attributes, const_dnnl_primitive_desc_t hint, dnnl_primitive_desc_t *result) {
  landscape_md src = landscape_md_of(source), w = landscape_md_of(weights), b = landscape_md_of(bias),
               dst = landscape_md_of(destination);
  dnnl_prop_kind_t kind = training ? dnnl_forward_training : dnnl_forward_inference;
#if LANDSCAPE_ONEDNN_3
  switch (direction) {
  case landscape_forward:
    return dnnl_inner_product_forward_primitive_desc_create(result, engine, kind, src, w, b, dst, attributes);
  case landscape_backward_data:
    return dnnl_inner_product_backward_data_primitive_desc_create(
        result, engine, src, w, dst, hint, attributes);
  case landscape_backward_weights:
    return dnnl_inner_product_backward_weights_primitive_desc_create(
        result, engine, src, w, b, dst, hint, attributes);
  }
  return dnnl_invalid_arguments;
#else
  dnnl_inner_product_desc_t op;
  dnnl_status_t status = dnnl_invalid_arguments;
  switch (direction) {
  case landscape_forward:
    status = dnnl_inner_product_forward_desc_init(&op, kind, src, w, b, dst);
    break;
  case landscape_backward_data:
    status = dnnl_inner_product_backward_data_desc_init(&op, src, w, dst);
    break;
  case landscape_backward_weights:
    status = dnnl_inner_product_backward_weights_desc_init(&op, src, w, b, dst);
    break;
  }
  return status ? status : dnnl_primitive_desc_create(result, &op, attributes, engine, hint);
#endif
}

// MARK: Normalization, activations, pooling

/// Batch normalization with learned scale and shift; `rectify` fuses a ReLU after it (training only).
static inline dnnl_status_t landscape_batch_normalization(
    dnnl_engine_t engine, bool backward, landscape_layout_t source, landscape_layout_t gradient, float epsilon,
    bool rectify, const_dnnl_primitive_desc_t hint, dnnl_primitive_desc_t *result) {
  unsigned flags = dnnl_use_scale | dnnl_use_shift | (rectify ? dnnl_fuse_norm_relu : 0);
  landscape_md src = landscape_md_of(source), diff = landscape_md_of(gradient);
#if LANDSCAPE_ONEDNN_3
  return backward
      ? dnnl_batch_normalization_backward_primitive_desc_create(
            result, engine, dnnl_backward, diff, diff, src, epsilon, flags, hint, NULL)
      : dnnl_batch_normalization_forward_primitive_desc_create(
            result, engine, dnnl_forward_training, src, src, epsilon, flags, NULL);
#else
  dnnl_batch_normalization_desc_t op;
  dnnl_status_t status = backward
      ? dnnl_batch_normalization_backward_desc_init(&op, dnnl_backward, diff, src, epsilon, flags)
      : dnnl_batch_normalization_forward_desc_init(&op, dnnl_forward_training, src, epsilon, flags);
  return status ? status : dnnl_primitive_desc_create(result, &op, NULL, engine, hint);
#endif
}

/// Whether the backward kernel wants to be given the shift, which it does not need: 2.x insists, 3.x refuses.
static inline bool landscape_normalization_backward_takes_shift(void) { return !LANDSCAPE_ONEDNN_3; }

/// `alpha` and `beta` are the algorithm's parameters, 0 for one that has none.
static inline dnnl_status_t landscape_elementwise(
    dnnl_engine_t engine, bool backward, dnnl_alg_kind_t algorithm, float alpha, float beta, landscape_layout_t layout,
    const_dnnl_primitive_desc_t hint, dnnl_primitive_desc_t *result) {
  landscape_md md = landscape_md_of(layout);
#if LANDSCAPE_ONEDNN_3
  return backward
      ? dnnl_eltwise_backward_primitive_desc_create(result, engine, algorithm, md, md, md, alpha, beta, hint, NULL)
      : dnnl_eltwise_forward_primitive_desc_create(
            result, engine, dnnl_forward_training, algorithm, md, md, alpha, beta, NULL);
#else
  dnnl_eltwise_desc_t op;
  dnnl_status_t status = backward
      ? dnnl_eltwise_backward_desc_init(&op, algorithm, md, md, alpha, beta)
      : dnnl_eltwise_forward_desc_init(&op, dnnl_forward_training, algorithm, md, alpha, beta);
  return status ? status : dnnl_primitive_desc_create(result, &op, NULL, engine, hint);
#endif
}

/// `algorithm` is the maximum or one of the two averages.
static inline dnnl_status_t landscape_pooling(
    dnnl_engine_t engine, bool backward, bool training, dnnl_alg_kind_t algorithm, landscape_layout_t source,
    landscape_layout_t destination, landscape_window window, const_dnnl_primitive_desc_t hint,
    dnnl_primitive_desc_t *result) {
  const dnnl_dim_t *k = window.kernel, *s = window.stride, *d = window.dilation, *before = window.before,
                   *after = window.after;
  dnnl_prop_kind_t kind = training ? dnnl_forward_training : dnnl_forward_inference;
  landscape_md src = landscape_md_of(source), dst = landscape_md_of(destination);
#if LANDSCAPE_ONEDNN_3
  return backward
      ? dnnl_pooling_backward_primitive_desc_create(
            result, engine, algorithm, src, dst, s, k, d, before, after, hint, NULL)
      : dnnl_pooling_forward_primitive_desc_create(
            result, engine, kind, algorithm, src, dst, s, k, d, before, after, NULL);
#else
  if (d[0] || d[1]) {
    dnnl_pooling_v2_desc_t dilated;
    dnnl_status_t status = backward
        ? dnnl_pooling_v2_backward_desc_init(&dilated, algorithm, src, dst, s, k, d, before, after)
        : dnnl_pooling_v2_forward_desc_init(&dilated, kind, algorithm, src, dst, s, k, d, before, after);
    return status ? status : dnnl_primitive_desc_create(result, &dilated, NULL, engine, hint);
  }
  dnnl_pooling_desc_t op;
  dnnl_status_t status = backward
      ? dnnl_pooling_backward_desc_init(&op, algorithm, src, dst, s, k, before, after)
      : dnnl_pooling_forward_desc_init(&op, kind, algorithm, src, dst, s, k, before, after);
  return status ? status : dnnl_primitive_desc_create(result, &op, NULL, engine, hint);
#endif
}

/// Softmax along one axis, from a tensor to another of the same layout.
static inline dnnl_status_t landscape_softmax(
    dnnl_engine_t engine, landscape_layout_t layout, int axis, dnnl_primitive_desc_t *result) {
  landscape_md md = landscape_md_of(layout);
#if LANDSCAPE_ONEDNN_3
  return dnnl_softmax_forward_primitive_desc_create(
      result, engine, dnnl_forward_inference, dnnl_softmax_accurate, md, md, axis, NULL);
#else
  dnnl_softmax_desc_t op;
  dnnl_status_t status = dnnl_softmax_forward_desc_init(&op, dnnl_forward_inference, md, axis);
  return status ? status : dnnl_primitive_desc_create(result, &op, NULL, engine, NULL);
#endif
}

/// Layer normalization over the last axis with learned scale and shift, by statistics that the kernel computes and drops.
static inline dnnl_status_t landscape_layer_normalization(
    dnnl_engine_t engine, landscape_layout_t layout, float epsilon, dnnl_primitive_desc_t *result) {
  unsigned flags = dnnl_use_scale | dnnl_use_shift;
  landscape_md md = landscape_md_of(layout);
#if LANDSCAPE_ONEDNN_3
  return dnnl_layer_normalization_forward_primitive_desc_create(
      result, engine, dnnl_forward_inference, md, md, NULL, epsilon, flags, NULL);
#else
  dnnl_layer_normalization_desc_t op;
  dnnl_status_t status =
      dnnl_layer_normalization_forward_desc_init(&op, dnnl_forward_inference, md, NULL, epsilon, flags);
  return status ? status : dnnl_primitive_desc_create(result, &op, NULL, engine, NULL);
#endif
}

// MARK: Products, arithmetic and reorders

/// `destination = source · weights + bias`, matrix by matrix of a batch; the bias may be null.
static inline dnnl_status_t landscape_matrix_product(
    dnnl_engine_t engine, landscape_layout_t source, landscape_layout_t weights, landscape_layout_t bias,
    landscape_layout_t destination, const_dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *result) {
  landscape_md src = landscape_md_of(source), w = landscape_md_of(weights), b = landscape_md_of(bias),
               dst = landscape_md_of(destination);
#if LANDSCAPE_ONEDNN_3
  return dnnl_matmul_primitive_desc_create(result, engine, src, w, b, dst, attributes);
#else
  dnnl_matmul_desc_t op;
  dnnl_status_t status = dnnl_matmul_desc_init(&op, src, w, b, dst);
  return status ? status : dnnl_primitive_desc_create(result, &op, attributes, engine, NULL);
#endif
}

/// An operation on two tensors, followed by the attributes' post-operations; `b` is repeated where its extent is 1.
static inline dnnl_status_t landscape_binary(
    dnnl_engine_t engine, dnnl_alg_kind_t algorithm, landscape_layout_t a, landscape_layout_t b,
    landscape_layout_t destination, const_dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *result) {
  landscape_md first = landscape_md_of(a), second = landscape_md_of(b), dst = landscape_md_of(destination);
#if LANDSCAPE_ONEDNN_3
  return dnnl_binary_primitive_desc_create(result, engine, algorithm, first, second, dst, attributes);
#else
  dnnl_binary_desc_t op;
  dnnl_status_t status = dnnl_binary_desc_init(&op, algorithm, first, second, dst);
  return status ? status : dnnl_primitive_desc_create(result, &op, attributes, engine, NULL);
#endif
}

static inline dnnl_status_t landscape_reorder(
    dnnl_engine_t engine, landscape_layout_t source, landscape_layout_t destination,
    dnnl_primitive_desc_t *result) {
  return dnnl_reorder_primitive_desc_create(
      result, landscape_md_of(source), engine, landscape_md_of(destination), engine, NULL);
}

// MARK: Instruction sets

/// Whether the library multiplies bfloat16 numbers by instructions made for them, which `ONEDNN_MAX_CPU_ISA` may forbid.
static inline bool landscape_has_bfloat16(void) {
  return (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
}

/// The instruction set that the library uses at most, by the name that `ONEDNN_MAX_CPU_ISA` takes. A set's bits are those of the
/// sets that it extends and its own, so that the name for a set that is not listed is that of the best one in it.
static inline const char *landscape_instruction_set(void) {
  static const struct {
    int bits;
    const char *name;
  } known[] = {
#if LANDSCAPE_ONEDNN_3
      {0x1fef, "AVX512_CORE_AMX_FP16"},
      {0xfef, "AVX512_CORE_AMX"},
      {0x1ef, "AVX512_CORE_FP16"},
#else
      {0x3e7, "AVX512_CORE_AMX"},
#endif
      {dnnl_cpu_isa_avx512_core_bf16, "AVX512_CORE_BF16"},
      {dnnl_cpu_isa_avx512_core_vnni, "AVX512_CORE_VNNI"},
      {dnnl_cpu_isa_avx512_core, "AVX512_CORE"},
#if LANDSCAPE_ONEDNN_3
      {0x1f, "AVX2_VNNI_2"},
#endif
      {dnnl_cpu_isa_avx2_vnni, "AVX2_VNNI"},
      {dnnl_cpu_isa_avx2, "AVX2"},
      {dnnl_cpu_isa_avx, "AVX"},
      {dnnl_cpu_isa_sse41, "SSE41"},
  };
  int effective = (int)dnnl_get_effective_cpu_isa();
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if ((effective & known[i].bits) == known[i].bits) return known[i].name;
  return "unknown";
}

// MARK: Threads

typedef void (*landscape_thread_setter)(int);
typedef int (*landscape_thread_getter)(void);

/// OpenMP's function that sets the number of threads that kernels made and run by the calling thread use; null when the
/// library was built without OpenMP, in which case it decides by itself.
static inline landscape_thread_setter landscape_find_thread_setter(void) {
  return (landscape_thread_setter)dlsym(RTLD_DEFAULT, "omp_set_num_threads");
}

/// OpenMP's function that tells that number; null without OpenMP.
static inline landscape_thread_getter landscape_find_thread_getter(void) {
  return (landscape_thread_getter)dlsym(RTLD_DEFAULT, "omp_get_max_threads");
}

/// Processors that this process may run on.
static inline int landscape_available_processors(void) {
  int (*available)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "omp_get_num_procs");
  return available ? available() : (int)sysconf(_SC_NPROCESSORS_ONLN);
}

#endif
