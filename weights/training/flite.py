"""Debian's flite as a library: speech, and which phone is spoken when. `SOVITS_FLITE` names a folder that holds the libraries
of the package libflite1 (and libasound.so.2, which they ask for) where the package is not installed."""

import ctypes
import os

import numpy

NAMES = ("slt", "rms", "awb", "kal16")


class Wave(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_char_p), ("rate", ctypes.c_int), ("count", ctypes.c_int), ("channels", ctypes.c_int),
                ("samples", ctypes.POINTER(ctypes.c_short))]


class Voice(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("features", ctypes.c_void_p)]


class Flite:
    def __init__(self):
        folder = os.environ.get("SOVITS_FLITE", "")
        find = lambda name: ctypes.CDLL(os.path.join(folder, name), mode=ctypes.RTLD_GLOBAL)
        find("libasound.so.2")  # before flite's own, which then find it loaded
        self.c = find("libflite.so.1")
        find("libflite_usenglish.so.1")
        find("libflite_cmulex.so.1")
        self.declare("flite_synth_text", ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
        self.declare("utt_relation", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)
        self.declare("relation_head", ctypes.c_void_p, ctypes.c_void_p)
        self.declare("item_next", ctypes.c_void_p, ctypes.c_void_p)
        self.declare("item_feat_string", ctypes.c_char_p, ctypes.c_void_p, ctypes.c_char_p)
        self.declare("item_feat_float", ctypes.c_float, ctypes.c_void_p, ctypes.c_char_p)
        self.declare("utt_wave", ctypes.POINTER(Wave), ctypes.c_void_p)
        self.declare("delete_utterance", None, ctypes.c_void_p)
        self.declare("feat_set_float", None, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_float)
        self.c.flite_init()
        self.voices = {}
        for name in NAMES:
            register = getattr(find(f"libflite_cmu_us_{name}.so.1"), f"register_cmu_us_{name}")
            register.restype, register.argtypes = ctypes.POINTER(Voice), [ctypes.c_char_p]
            self.voices[name] = register(None)

    def declare(self, name, result, *arguments):
        function = getattr(self.c, name)
        function.restype, function.argtypes = result, list(arguments)

    def say(self, text, name, stretch):
        """Samples [N] at the voice's rate, that rate, and the phones with their ends in seconds."""
        voice = self.voices[name]
        self.c.feat_set_float(voice.contents.features, b"duration_stretch", stretch)
        utterance = self.c.flite_synth_text(text.encode(), voice)
        phones = []
        item = self.c.relation_head(self.c.utt_relation(utterance, b"Segment"))
        while item:
            phones.append((self.c.item_feat_string(item, b"name").decode(), self.c.item_feat_float(item, b"end")))
            item = self.c.item_next(item)
        wave = self.c.utt_wave(utterance).contents
        samples = numpy.ctypeslib.as_array(wave.samples, (wave.count,)).astype(numpy.float32) / 32768
        rate = wave.rate
        self.c.delete_utterance(utterance)
        return samples, rate, phones
