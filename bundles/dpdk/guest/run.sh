#!/bin/bash
# Boots a guest of QEMU once and takes the path of virtual functions there, on an emulated 82576 (igb):
# make, trust, bind to vfio-pci, open two, traffic both ways, close, put back; the same for two virtio-net
# without SR-IOV; and what a killed process left.
#   GUEST_KIT=DIR GUEST=DIR bundles/dpdk/guest/run.sh [one_card] [two_cards] [shared] [virtio] [killed] \
#     [interrupts] [conformance]
# GUEST_KIT has run-guest.sh (boots a kernel with an IOMMU, two igb behind root ports and a folder shared
# by 9p, and runs its file cmd); GUEST is what its build.sh filled: kernel, DPDK 24.11, a JDK.
set -euo pipefail
cd "$(dirname "$0")/../../.."
: "${GUEST_KIT:?set it to the folder of run-guest.sh}" "${GUEST:?set it to the folder that build.sh filled}"
work=$(mktemp -d "${TMPDIR:-/var/tmp}/heddle-guest.XXXXXX")
trap 'rm -rf "$work"' EXIT
mvn -B -q -o -Dquick -pl bundles/dpdk -am test-compile
mkdir "$work/classes" "$work/lib"
for module in foreign runtime wire hardware net testkit dpdk; do
  cp -r "bundles/$module/target/classes/." "$work/classes"
done
cp -r bundles/dpdk/target/test-classes/. "$work/classes"
newest() { find "$HOME/.m2/repository" -name "$1" ! -name '*sources*' | sort -V | tail -1; }
junit=$(sed -n '/junit-bom/{n;s/.*>5\.\(.*\)<.*/\1/p}' cnf/pom.xml)
cp "$(newest 'slf4j-api-2*.jar')" "$(newest 'jackson-core-2*.jar')" "$(newest 'opentest4j-*.jar')" \
  "$(newest "junit-jupiter-api-5.$junit.jar")" "$(newest "junit-jupiter-engine-5.$junit.jar")" \
  "$(newest "junit-platform-launcher-1.$junit.jar")" "$(newest "junit-platform-engine-1.$junit.jar")" \
  "$(newest "junit-platform-commons-1.$junit.jar")" "$work/lib"
cp bundles/dpdk/guest/cmd "$work/cmd"
echo "${*:-one_card two_cards shared virtio killed interrupts conformance}" > "$work/steps"
net() { echo "-netdev hubport,hubid=2,id=w$1 -device virtio-net-pci,netdev=w$1,disable-legacy=on,iommu_platform=on,addr=$2,romfile="; }
B=$GUEST "$GUEST_KIT/run-guest.sh" -t "${LIMIT_S:-1800}" -X "$(net 0 0x10) $(net 1 0x11)" "$work"
