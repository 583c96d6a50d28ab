"""The season key: the one that signs seasons, whose public half every service has in its settings."""

from services.admission.config import AdmissionConfig
from shared.config import ConfigFaults
from shared.security.signing import SigningKey


def read_season_key(config: AdmissionConfig) -> SigningKey:
    """The key from its file; made on first use in an embedded installation, where the settings name no public half.

    Raises ConfigFaults for a key whose seasons no service would take.
    """
    path = config.season_signing_key_file
    key = SigningKey.read_or_create(path) if config.embedded else SigningKey.read(path)
    if config.season_key and config.season_key != key.public:
        raise ConfigFaults({"LONGMEN_ADMISSION_SEASON_KEY": f"is not the public half of {path}: that is {key.public}"})
    return key
