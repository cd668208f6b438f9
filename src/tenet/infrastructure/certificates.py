"""Whose certificates are trusted, where GitHub's is signed by a company's own authority.

One variable is enough for the API and for git, whichever of the usual ones it is; verification is never turned off. Sources:
OpenSSL (`SSL_CERT_FILE`), the documentation of requests ("SSL Cert Verification"), curl(1), git-config(1) (`http.sslCAInfo`).
"""

import os
import ssl
from collections.abc import Mapping

from tenet.core.errors import InputFault

VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO")
"""The first that is set counts."""
HOW = (
    "Write the certificates of your authority to a file in the workspace, and name it in the step's environment by its path "
    "there: `SSL_CERT_FILE: company-ca.pem`."
)


def certificate_bundle(environment: Mapping[str, str]) -> str | None:
    """The path of a PEM file, or None for the authorities that everybody trusts. Raises InputFault for a file that will not do.

    A path is taken from the workspace: inside the container of the action it has another name than outside.
    """
    variable = next((name for name in VARIABLES if environment.get(name)), None)
    if variable is None:
        return None
    path = os.path.join(environment.get("GITHUB_WORKSPACE", ""), environment[variable])
    try:
        ssl.create_default_context(cafile=path)
    except ssl.SSLError as error:
        raise InputFault(f"`{variable}` names {path}, which holds no certificates that can be read.", hint=HOW) from error
    except OSError as error:
        raise InputFault(f"`{variable}` names {path}, which cannot be read: {error.strerror}.", hint=HOW) from error
    return path


def git_trust(environment: Mapping[str, str]) -> Mapping[str, str]:
    """The same for git: its own variable, by a path that holds in any folder. Raises InputFault."""
    bundle = certificate_bundle(environment)
    return {"GIT_SSL_CAINFO": bundle} if bundle else {}


VERIFYING = {"http.sslVerify": "true"}
"""Git's configuration, whatever the machine's says."""
