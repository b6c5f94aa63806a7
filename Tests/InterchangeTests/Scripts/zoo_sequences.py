"""Models of tokens and sequences: language models, encoders, recurrent networks."""

import math

import torch
import transformers as hf
import transformers.modeling_outputs  # noqa: F401: registers what these models return, for torch.export.load
from torch import nn
from torch.nn import functional as F

from zoo_wake import Spec, numbers, tokens

K = 10
VOCABULARY = 37


def next_tokens(g, output):
    """Targets at all positions; the last one of each sample is left out (-100), as after a shift."""
    y = torch.randint(0, output.shape[-1], output.shape[:-1], generator=g)
    y[:, -1] = -100
    return y


class CausalAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.c_attn = nn.Linear(width, 3 * width, bias=False)
        self.c_proj = nn.Linear(width, width, bias=False)
        self.heads = heads

    def forward(self, x):
        n, t, c = x.shape
        q, k, v = self.c_attn(x).split(c, dim=2)
        q, k, v = (u.view(n, t, self.heads, c // self.heads).transpose(1, 2) for u in (q, k, v))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=None, dropout_p=0, is_causal=True)
        return self.c_proj(y.transpose(1, 2).contiguous().view(n, t, c))


class ScaleOnlyNorm(nn.Module):
    """Layer normalization without a shift, as nanoGPT has it."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, None, 1e-5)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1, self.ln_2 = ScaleOnlyNorm(width), ScaleOnlyNorm(width)
        self.attn = CausalAttention(width, heads)
        self.mlp = nn.ModuleDict(dict(c_fc=nn.Linear(width, 4 * width, bias=False), gelu=nn.GELU(),
                                      c_proj=nn.Linear(4 * width, width, bias=False)))

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp.c_proj(self.mlp.gelu(self.mlp.c_fc(self.ln_2(x))))


class NanoGPT(nn.Module):
    """A decoder with the input and output tables tied."""

    def __init__(self, width=16, heads=2, layers=2, length=16):
        super().__init__()
        self.transformer = nn.ModuleDict(dict(wte=nn.Embedding(VOCABULARY, width), wpe=nn.Embedding(length, width),
                                              h=nn.ModuleList(Block(width, heads) for _ in range(layers)), ln_f=ScaleOnlyNorm(width)))
        self.lm_head = nn.Linear(width, VOCABULARY, bias=False)
        self.transformer.wte.weight = self.lm_head.weight

    def forward(self, idx):
        positions = torch.arange(0, idx.shape[1], dtype=torch.long, device=idx.device)
        x = self.transformer.wte(idx) + self.transformer.wpe(positions)
        for block in self.transformer.h:
            x = block(x)
        return self.lm_head(self.transformer.ln_f(x))


def gpt2():
    return hf.GPT2LMHeadModel(hf.GPT2Config(vocab_size=VOCABULARY, n_positions=16, n_embd=16, n_layer=2, n_head=2, use_cache=False))


def bert(**extra):
    config = hf.BertConfig(vocab_size=VOCABULARY, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
                           max_position_embeddings=16, num_labels=4, **extra)
    return hf.BertForSequenceClassification(config)


class Recurrent(nn.Module):
    """Classifies a sequence by the last output of a recurrent network."""

    def __init__(self, kind, inputs=6, width=16, layers=2, bidirectional=False, batch_first=True):
        super().__init__()
        self.rnn = kind(inputs, width, layers, batch_first=batch_first, bidirectional=bidirectional)
        self.fc = nn.Linear(width * (2 if bidirectional else 1), K)
        self.batch_first = batch_first

    def forward(self, x):
        y, _ = self.rnn(x)
        return self.fc(y[:, -1] if self.batch_first else y[-1])


def time_major(length, channels):
    return lambda g, n: ((4 * torch.randn(length, n, channels, generator=g)).round() / 4,)


class RelativeAttention(nn.Module):
    """Attention written with einsum, masked_fill and a buffer, as in much research code; a table of distances."""

    def __init__(self, width=16, heads=2, length=8):
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, width)
        self.q, self.k, self.v = (nn.Parameter(torch.zeros(heads, width, width // heads)) for _ in range(3))
        self.out = nn.Parameter(torch.zeros(heads, width // heads, width))
        self.distance = nn.Parameter(torch.zeros(heads, 2 * length - 1))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, VOCABULARY)
        steps = torch.arange(length)
        self.register_buffer("mask", torch.tril(torch.ones(length, length)).view(1, 1, length, length))
        self.register_buffer("index", steps[:, None] - steps[None, :] + length - 1)

    def forward(self, idx):
        x = self.embed(idx)
        t = idx.shape[1]
        y = self.norm(x)
        q, k, v = (torch.einsum("btc,hcd->bhtd", y, w) for w in (self.q, self.k, self.v))
        scores = torch.einsum("bhtd,bhsd->bhts", q, k) * q.shape[-1] ** -0.5 + self.distance[:, self.index[:t, :t]]
        scores = scores.masked_fill(self.mask[:, :, :t, :t] == 0, float("-inf"))
        y = torch.einsum("bhts,bhsd->bhtd", scores.softmax(-1), v)
        return self.head(x + torch.einsum("bhtd,hdc->btc", y, self.out))


class Encoder(nn.Module):
    """Tokens, sines and nn.TransformerEncoder, the second kind with a mask of padding."""

    def __init__(self, width=16, length=10, padding=False):
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, width, padding_idx=0)
        layer = nn.TransformerEncoderLayer(width, 2, 32, activation="relu" if padding else "gelu", batch_first=True,
                                           norm_first=not padding)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.fc = nn.Linear(width, K)
        position = torch.arange(length).unsqueeze(1)
        rate = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
        table = torch.zeros(1, length, width)
        table[0, :, 0::2], table[0, :, 1::2] = torch.sin(position * rate), torch.cos(position * rate)
        self.register_buffer("pe", table)
        self.padding = padding

    def forward(self, idx):
        x = self.embed(idx) * math.sqrt(self.embed.embedding_dim) + self.pe[:, : idx.size(1)]
        x = self.encoder(x, src_key_padding_mask=idx == 0 if self.padding else None)
        return self.fc(x.mean(1))


class LanguageLSTM(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.encoder = nn.Embedding(VOCABULARY, width)
        self.rnn = nn.LSTM(width, width, 1, batch_first=True)
        self.decoder = nn.Linear(width, VOCABULARY)
        self.decoder.weight = self.encoder.weight

    def forward(self, idx):
        return self.decoder(self.rnn(self.encoder(idx))[0])


class T5(nn.Module):
    """T5 with the tokens of encoder and decoder as its two inputs."""

    def __init__(self):
        super().__init__()
        self.t5 = hf.T5ForConditionalGeneration(hf.T5Config(
            vocab_size=VOCABULARY, d_model=16, d_kv=8, d_ff=24, num_layers=1, num_decoder_layers=1, num_heads=2, use_cache=False,
            relative_attention_num_buckets=8, relative_attention_max_distance=16, decoder_start_token_id=0))

    def forward(self, input_ids, decoder_input_ids):
        return self.t5(input_ids=input_ids, decoder_input_ids=decoder_input_ids).logits


def two_tokens(length, second):
    return lambda g, n: tokens(length, VOCABULARY)(g, n) + tokens(second, VOCABULARY)(g, n)


def masked_tokens(length):
    """Tokens and an attention mask that leaves out the ends of samples."""
    def make(g, n):
        kept = torch.randint(length // 2, length + 1, (n, 1), generator=g)
        return tokens(length, VOCABULARY)(g, n) + ((torch.arange(length) < kept).long(),)
    return make


def padded_tokens(length):
    """Tokens that end in zeros, two more from sample to sample."""
    def make(g, n):
        kept = length - 2 * (torch.arange(n)[:, None] % 4)
        ids = torch.randint(1, VOCABULARY, (n, length), generator=g)
        return (ids * (torch.arange(length) < kept),)
    return make


def llama():
    return hf.LlamaForCausalLM(hf.LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=16, use_cache=False))


def neox():
    return hf.GPTNeoXForCausalLM(hf.GPTNeoXConfig(
        vocab_size=VOCABULARY, hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=16, rotary_pct=0.5, use_cache=False))


def distilbert():
    return hf.DistilBertForSequenceClassification(hf.DistilBertConfig(
        vocab_size=VOCABULARY, max_position_embeddings=16, n_layers=2, n_heads=2, dim=16, hidden_dim=32, num_labels=4,
        attn_implementation="eager"))


def albert():
    return hf.AlbertForMaskedLM(hf.AlbertConfig(
        vocab_size=VOCABULARY, embedding_size=8, hidden_size=16, num_hidden_layers=3, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=16))


MODELS = [
    Spec("gpt2-tiny", gpt2, tokens(10, VOCABULARY), "positions", ("", "optimized"), ("moved",), labels=next_tokens, priority=0,
         notes="Conv1D weights [in, out]; tied tables; targets -100 at the last position"),
    Spec("nanogpt", NanoGPT, tokens(10, VOCABULARY), "positions", ("", "script", "opset23"), ("pth",), labels=next_tokens, priority=0,
         notes="tied tables; targets -100 at the last position"),
    Spec("bert-tiny", bert, tokens(10, VOCABULARY), onnx=("", "script"), states=("safetensors",), priority=0),
    Spec("lstm", lambda: Recurrent(nn.LSTM), numbers(10, 6), onnx=("", "script"), states=("pth",), priority=0),
    Spec("bert-mask", lambda: bert(attn_implementation="eager"), masked_tokens(8), axes=(0, 0), keep_examples=True,
         onnx=("", "opset18"), notes="attention mask as the second input; attention written out"),
    Spec("distilbert", distilbert, tokens(8, VOCABULARY), onnx=("",)),
    Spec("albert", albert, tokens(8, VOCABULARY), "positions", onnx=("",), notes="one layer used three times; tied tables"),
    Spec("llama", llama, tokens(8, VOCABULARY), "positions", ("", "opset23"), labels=next_tokens,
         notes="grouped queries, rotary positions"),
    Spec("neox", neox, tokens(8, VOCABULARY), "positions", ("",), notes="partial rotary positions, parallel branches"),
    Spec("t5", T5, two_tokens(8, 6), "positions", ("",), axes=(0, 0), notes="encoder, decoder, relative positions in buckets"),
    Spec("relative-attention", RelativeAttention, tokens(8, VOCABULARY), "positions", ("", "optimized", "script"),
         notes="einsum, masked_fill"),
    Spec("encoder", Encoder, tokens(10, VOCABULARY), onnx=("",), notes="nn.TransformerEncoder, norms first"),
    Spec("encoder-padding", lambda: Encoder(padding=True), padded_tokens(10), keep_examples=True, onnx=("",),
         notes="the mask of padding is computed from the tokens; norms last"),
    Spec("bilstm", lambda: Recurrent(nn.LSTM, width=8, bidirectional=True, batch_first=False), time_major(9, 6), axes=(1,),
         onnx=("", "opset12"), notes="the batch is axis 1 of the input, 0 of the output"),
    Spec("gru", lambda: Recurrent(nn.GRU, layers=1), numbers(10, 6), onnx=("", "script"), states=("pth",)),
    Spec("rnn", lambda: Recurrent(nn.RNN, layers=1), numbers(10, 6), onnx=("",)),
    Spec("lstm-language", LanguageLSTM, tokens(8, VOCABULARY), "positions", ("",), notes="tied tables"),
]
