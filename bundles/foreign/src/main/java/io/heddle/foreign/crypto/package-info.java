/** libcrypto of OpenSSL 3, as far as sealing datagrams needs it. */
@Export
@Version("1.0.0")
@NullMarked
package io.heddle.foreign.crypto;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
