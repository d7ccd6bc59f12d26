"""What a process is told from outside: typed, checked at start, with readable errors."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parent.parent


class Environment(BaseSettings):
    """Environment variables, each with the prefix HVS_ (HVS_SECRET_KEY …)."""

    model_config = SettingsConfigDict(env_prefix="HVS_", extra="ignore")

    development: bool = False
    """True on a developer's machine and in the demo: mailbox page, style guide, plain cookies."""
    secret_key: str = Field(default="", repr=False)
    database_url: str = Field(default="", repr=False)
    """The web login's address; it owns nothing."""
    migrator_database_url: str = Field(default="", repr=False)
    """The migrator's address: only for deploys and the provisioning worker."""
    web_role: str = "hvs_web"
    """Login role of database_url; provisioning grants it the provinces' roles."""
    redis_url: str = ""
    """Broker; without it tasks can be queued nowhere and only jobs in the tables wait."""
    base_host: str = "localhost"
    """National host; a province stands at <sub-domain>.<base_host>."""
    port: int = 8000
    """Port shown in absolute addresses; 80 and 443 are left out."""
    data_dir: Path = CHECKOUT / "var" / "data"
    media_root: Path | None = None
    cache_url: str = ""
    """Redis address of the cache; empty means memory of each process."""
    email_url: str = Field(default="", repr=False)
    """smtp://user:password@host:port (STARTTLS) or smtps://…; in development mail may stay here."""
    email_from: str = ""
    """Sender of mail; empty means no-reply at the national host."""
    sms_gateway_url: str = ""
    """Address text messages are POSTed to as JSON; in development they may stay here."""
    sms_gateway_token: str = Field(default="", repr=False)
    """Bearer token for the gateway."""
    ffmpeg: str = "ffmpeg"
    """Program that makes smaller files of videos and sound; empty: never use one."""
    sentry_dsn: str = Field(default="", repr=False)
    release: str = "development"
    web_threads: int = Field(default=4, ge=1)
    """Threads of each web process: gunicorn's --threads."""
    ordinary_threads: int = Field(default=0, ge=0)
    """So many of them may work on ordinary requests at once; 0 keeps one in four for handing in."""
    process: Literal["web", "worker", "provisioning", "command"] = "command"
    log_level: str = "INFO"

    @property
    def scheme(self) -> str:
        """Scheme of absolute addresses."""
        return "http" if self.development else "https"

    @property
    def ordinary_limit(self) -> int:
        """Ordinary requests a web process works on at once (config.overload)."""
        kept_free = max(1, self.web_threads // 4)
        return self.ordinary_threads or max(1, self.web_threads - kept_free)


environment = Environment()
