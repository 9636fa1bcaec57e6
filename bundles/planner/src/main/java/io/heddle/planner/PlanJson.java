package io.heddle.planner;

import com.fasterxml.jackson.core.JsonGenerator;

import io.heddle.planner.internal.JsonText;

import java.io.IOException;
import java.util.Map;

/** A plan as programs read it: every key is always there. */
public final class PlanJson {
    private final JsonGenerator json;

    private PlanJson(JsonGenerator json) {
        this.json = json;
    }

    /** The JSON document of a plan. */
    public static String write(Plan plan) {
        return JsonText.of(json -> new PlanJson(json).plan(plan));
    }

    private void plan(Plan plan) throws IOException {
        json.writeStartObject();
        json.writeStringField("verdict", plan.verdict().word());
        json.writeStringField("fabric", plan.fabric().word());
        json.writeObjectFieldStart("rdma");
        json.writeBooleanField("active", plan.rdma().active());
        json.writeArrayFieldStart("reasons");
        for (RdmaPlan.Reason reason : plan.rdma().reasons()) {
            json.writeStartObject();
            json.writeStringField("rule", reason.rule());
            json.writeStringField("text", reason.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeArrayFieldStart("groups");
        for (GroupPlan group : plan.groups()) {
            group(group);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void group(GroupPlan group) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", group.name());
        json.writeStringField("role", group.role().word());
        json.writeStringField("network", group.networkText());
        json.writeStringField("driver", group.driver());
        json.writeStringField("rxMode", group.rxMode().word());
        json.writeBooleanField("gpudirect", group.gpudirect());
        json.writeObjectFieldStart("ips");
        json.writeNumberField("count", group.ips().count());
        json.writeStringField("formula", group.ips().formula());
        json.writeStringField("rule", group.ips().rule());
        json.writeEndObject();
        json.writeObjectFieldStart("rdmaFilesystems");
        for (Map.Entry<String, Boolean> each : group.rdmaFilesystems().entrySet()) {
            json.writeBooleanField(each.getKey(), each.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("rules");
        for (String rule : group.rules()) {
            json.writeString(rule);
        }
        json.writeEndArray();
        addresses(group);
        numa(group);
        json.writeArrayFieldStart("findings");
        for (Finding finding : group.findings()) {
            finding(finding);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void addresses(GroupPlan group) throws IOException {
        json.writeArrayFieldStart("addresses");
        for (AddressRange range : group.addresses()) {
            json.writeStartObject();
            json.writeStringField("nic", range.nic());
            json.writeStringField("first", range.first());
            json.writeStringField("last", range.last());
            json.writeNumberField("count", range.count());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void numa(GroupPlan group) throws IOException {
        json.writeArrayFieldStart("numa");
        for (NumaLane lane : group.numa()) {
            json.writeStartObject();
            json.writeStringField("nic", lane.nic());
            if (lane.node() < 0) {
                json.writeNullField("node");
            } else {
                json.writeNumberField("node", lane.node());
            }
            json.writeArrayFieldStart("processes");
            for (int process : lane.processes()) {
                json.writeNumber(process);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void finding(Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("rule", finding.rule());
        json.writeStringField("verdict", finding.verdict().word());
        json.writeStringField("subject", finding.subject());
        json.writeStringField("evidence", finding.evidence());
        json.writeStringField("want", finding.want());
        json.writeStringField("remedy", finding.remedy());
        json.writeEndObject();
    }
}
