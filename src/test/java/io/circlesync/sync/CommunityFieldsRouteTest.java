package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.circle.CommunityFields;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Circle is asked once which profile fields the community has. */
class CommunityFieldsRouteTest extends SyncTestBase {

    private static final String FIELDS = """
            {"has_next_page":false,"records":[{"key":"bio","field_type":"textarea"},{"key":"pronouns_1","field_type":"text"}]}""";

    private final StubCircle told = new StubCircle();

    @AfterEach
    void stopEach() {
        stop();
    }

    @Test
    void what_the_community_lacks_is_never_written_and_nobody_is_alarmed() {
        told.answer(call -> call.path().endsWith("/profile_fields") ? Answer.json(200, FIELDS) : told.normally(call));
        start();
        await().until(() -> !fields().isDue());
        long id = newMemberId();
        memberInCircle(id).withObject("/flattened_profile_fields").remove("website");
        joins(id);
        settles(id);
        edit(id, "website", "https://here.example.org");
        edit(id, "bio", "Typed here");

        changesAndSettles(id);

        assertThat(onlyPut(id).body()).isEqualTo("{\"community_member_profile_fields\":{\"bio\":\"Typed here\"}}");
        assertThat(openGapsOfMember(id)).isEmpty();
        assertThat(profileOf(id)).containsEntry("website", "https://here.example.org");
        assertThat(circle.allCalls().stream().filter(call -> call.path().endsWith("/profile_fields")))
                .hasSize(1)
                .allMatch(call -> call.query().equals("per_page=100"));
    }

    @Test
    void a_mail_names_what_is_missing_as_people_call_it() {
        told.answer(call -> call.path().endsWith("/profile_fields")
                ? Answer.json(200, FIELDS.replace("\"text\"", "\"text\",\"label\":\"Your pronouns\""))
                : told.normally(call));
        start("gaps.required-fields", "headline,custom.pronouns,location,resumeLink");
        await().until(() -> !fields().isDue());
        long id = newMemberId();
        memberInCircle(id)
                .putNull("headline")
                .withObject("/flattened_profile_fields")
                .remove("location");

        joins(id);

        await().until(() -> state().at("/mails/0/id").isNumber());
        String mail =
                service.get("/sandbox/api/mails/" + state().at("/mails/0/id")).body();
        assertThat(mail)
                .contains("a headline: one line on what you do", "Your pronouns", "Location", "Résumé link")
                .doesNotContain("custom.pronouns", "resumeLink");
    }

    @Test
    void without_an_answer_the_sync_goes_on() {
        start();
        await().until(() ->
                circle.allCalls().stream().anyMatch(call -> call.path().endsWith("/profile_fields")));

        long id = joined();
        edit(id, "bio", "Typed here");
        changesAndSettles(id);

        assertThat(onlyPut(id).body()).contains("Typed here");
        assertThat(fields().isDue()).isTrue();
        assertThat(service.camel()
                        .getRouteController()
                        .getRouteStatus("community-fields")
                        .isStarted())
                .isTrue();
    }

    private JsonNode state() {
        try {
            return Json.mapper().readTree(service.get("/sandbox/api/state").body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private CommunityFields fields() {
        return service.camel().getRegistry().lookupByNameAndType("communityFields", CommunityFields.class);
    }

    private void start(String... more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("circle.fields.custom.pronouns", "pronouns_1");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        startWith(told, settings);
    }
}
