package io.heddle.planner.internal.spec;

import com.fasterxml.jackson.core.JsonGenerator;

import io.heddle.planner.BondSpec;
import io.heddle.planner.ClusterSpec;
import io.heddle.planner.Fact;
import io.heddle.planner.GpuDirectWish;
import io.heddle.planner.GroupSpec;
import io.heddle.planner.NicSpec;
import io.heddle.planner.OfedSpec;
import io.heddle.planner.Role;
import io.heddle.planner.SriovSpec;
import io.heddle.planner.internal.JsonText;

import java.io.IOException;
import java.util.List;

/** The document of NETPLAN.md, with the defaults written out. */
public final class DocumentWriter {
    private final JsonGenerator json;

    private DocumentWriter(JsonGenerator json) {
        this.json = json;
    }

    public static String write(ClusterSpec spec) {
        return JsonText.of(json -> new DocumentWriter(json).document(spec));
    }

    private void document(ClusterSpec spec) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", ClusterSpec.VERSION);
        json.writeStringField("mode", spec.mode().word());
        json.writeBooleanField("tryout", spec.tryout());
        json.writeStringField("rdma", spec.rdma().word());
        if (spec.addresses() instanceof Fact.Stated<ClusterSpec.Addresses>(var addresses)) {
            json.writeObjectFieldStart("addresses");
            text("management", addresses.management());
            texts("data", addresses.data());
            json.writeEndObject();
        }
        json.writeArrayFieldStart("filesystems");
        for (ClusterSpec.Filesystem filesystem : spec.filesystems()) {
            json.writeStartObject();
            json.writeStringField("name", filesystem.name());
            json.writeBooleanField("encrypted", filesystem.encrypted());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("groups");
        for (GroupSpec group : spec.groups()) {
            group(group);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void group(GroupSpec group) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", group.name());
        json.writeStringField("role", group.role().word());
        json.writeNumberField("count", group.count());
        if (group.role() == Role.BACKEND) {
            json.writeNumberField("ioProcesses", group.ioProcesses());
        } else {
            json.writeNumberField("frontends", group.frontends());
        }
        // They are wishes of clients; a backend that carries them keeps what is not the default.
        boolean isClient = group.role() == Role.CLIENT;
        if (isClient || !group.stateless()) {
            json.writeBooleanField("stateless", group.stateless());
        }
        if (isClient || !(group.gpudirect() instanceof GpuDirectWish.Off)) {
            gpudirect(group.gpudirect());
        }
        json.writeStringField("net", group.net().word());
        json.writeStringField("rdma", group.rdma().word());
        json.writeStringField("ha", group.ha().word());
        text("managementNic", group.managementNic());
        json.writeArrayFieldStart("nics");
        for (NicSpec nic : group.nics()) {
            nic(nic);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void gpudirect(GpuDirectWish wish) throws IOException {
        switch (wish) {
            case GpuDirectWish.Off _ -> json.writeBooleanField("gpudirect", false);
            case GpuDirectWish.On _ -> json.writeBooleanField("gpudirect", true);
            case GpuDirectWish.OnFor(List<String> nics) -> {
                json.writeObjectFieldStart("gpudirect");
                texts("nics", Fact.stated(nics));
                json.writeEndObject();
            }
        }
    }

    private void nic(NicSpec nic) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", nic.name());
        json.writeStringField("pci", nic.pci());
        text("card", nic.card());
        text("address", nic.address());
        json.writeStringField("link", nic.link().word());
        if (nic.kernelDriver() instanceof Fact.Stated<String>(String driver)) {
            json.writeStringField("kernelDriver", driver.isEmpty() ? null : driver);
        }
        number("numa", nic.numa());
        number("mtu", nic.mtu());
        if (nic.sriov() instanceof Fact.Stated<SriovSpec>(SriovSpec sriov)) {
            json.writeObjectFieldStart("sriov");
            truth("kernel", sriov.kernel());
            truth("bios", sriov.bios());
            truth("nic", sriov.nic());
            number("vfs", sriov.vfs());
            json.writeEndObject();
        }
        json.writeStringField("function", nic.function().word());
        if (nic.ofed() instanceof Fact.Stated<OfedSpec>(OfedSpec ofed)) {
            ofed(ofed);
        }
        BondSpec bond = nic.bond();
        if (bond != null) {
            json.writeObjectFieldStart("bond");
            json.writeStringField("name", bond.name());
            number("mode", bond.mode());
            json.writeEndObject();
        }
        text("switch", nic.switchName());
        text("label", nic.label());
        json.writeEndObject();
    }

    private void ofed(OfedSpec ofed) throws IOException {
        switch (ofed) {
            case OfedSpec.Absent _ -> json.writeNullField("ofed");
            case OfedSpec.Installed(var version, var loaded, var options) -> {
                json.writeObjectFieldStart("ofed");
                text("version", version);
                truth("loaded", loaded);
                texts("options", options);
                json.writeEndObject();
            }
        }
    }

    private void text(String key, Fact<String> fact) throws IOException {
        if (fact instanceof Fact.Stated<String>(String value)) {
            json.writeStringField(key, value);
        }
    }

    private void number(String key, Fact<Integer> fact) throws IOException {
        if (fact instanceof Fact.Stated<Integer>(Integer value)) {
            json.writeNumberField(key, value);
        }
    }

    private void truth(String key, Fact<Boolean> fact) throws IOException {
        if (fact instanceof Fact.Stated<Boolean>(Boolean value)) {
            json.writeBooleanField(key, value);
        }
    }

    private void texts(String key, Fact<List<String>> fact) throws IOException {
        if (fact instanceof Fact.Stated<List<String>>(List<String> values)) {
            json.writeArrayFieldStart(key);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }
}
