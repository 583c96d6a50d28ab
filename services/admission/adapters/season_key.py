"""The season key: the one that signs seasons, whose public half every service has in its settings."""

from services.admission.config import AdmissionConfig
from shared.config import ConfigFaults
from shared.security.keyring import KeyRingFault
from shared.security.signing import KeyFault, SigningKey


def read_season_key(config: AdmissionConfig, *, create: bool = False) -> SigningKey:
    """The key from its file; with ``create``, or with all services in one process, made on first use.

    Raises ConfigFaults for a file that holds no usable key, and for a key whose seasons no service would take.
    """
    path = config.season_signing_key_file
    try:
        key = SigningKey.read_or_create(path) if create or config.embedded else SigningKey.read(path)
    except (OSError, KeyFault, KeyRingFault) as error:
        raise ConfigFaults({"LONGMEN_ADMISSION_SEASON_SIGNING_KEY_FILE": f"{path}: {error}"}) from error
    if config.season_key and config.season_key != key.public:
        raise ConfigFaults({"LONGMEN_ADMISSION_SEASON_KEY": f"is not the public half of {path}: that is {key.public}"})
    return key
