"""What a step may end with, in words for the person who started it."""


class TrainingError(Exception):
    """The step can't be done: its message says why."""


class Interrupted(TrainingError):
    """The step stopped because it was asked to; started again, it goes on from here."""


class OtherWork(TrainingError):
    """The folder holds a run of another recipe, or of other files."""


class UnknownPlatform(TrainingError):
    """A record is for a platform that platforms.yaml has no dataset name for."""


class NotExportable(TrainingError):
    """The checkpoint has something that a GGUF of this kind can't say."""


class ParityBroken(TrainingError):
    """The exported file does not say what the checkpoint says."""


class AdapterRefused(TrainingError):
    """The file is no adapter, or not of this base."""


class BadRecipe(TrainingError):
    """A recipe asks for something that there is not."""


class TeacherFailed(TrainingError):
    """The teacher can't be reached, or refuses."""


class StepFailed(TrainingError):
    """A step that this one needs went wrong; it has said why."""
