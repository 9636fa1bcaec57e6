/** The transport on real networks of this machine's own: namespaces, links, routers and their faults. */
package io.heddle.systests.network;
