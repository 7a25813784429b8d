"""Checkpoints that survive a power cut."""

import os
import pathlib

import torch


def save(path, content):
    """Writes a checkpoint beside its target, then moves it there; the one before stays as `.previous`."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    with open(temporary, "wb") as file:
        torch.save(content, file)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        os.replace(path, path.with_name(path.name + ".previous"))
    os.replace(temporary, path)


def load(path):
    """The newest checkpoint that can be read, or None."""
    path = pathlib.Path(path)
    for candidate in (path, path.with_name(path.name + ".previous")):
        if candidate.exists():
            try:
                return torch.load(candidate, map_location="cpu", weights_only=False)
            except Exception as problem:  # a damaged file: fall back to the one before
                print(f"{candidate}: {problem}; trying the one before", flush=True)
    return None
