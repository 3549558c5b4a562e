package io.circlesync.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.database.Database;
import io.circlesync.database.DatabaseSettings;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.TestDatabases;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class ProfileRowsTest {

    private static final Instant CREATED = Instant.parse("2026-01-22T14:54:18.943Z");

    @Test
    void a_row_becomes_a_profile_whatever_the_time_zone_of_the_session() {
        JdbcTemplate jdbc = new JdbcTemplate(
                Database.open(new DatabaseSettings(TestDatabases.migrated(), Optional.empty(), Optional.empty()), 2)
                        .dataSource());
        new Rows(jdbc)
                .profile(
                        "ada@example.org",
                        "id",
                        "0b5f6a53-3a52-4f0e-8a5d-1d1a0d3a6f01",
                        "workos_user_id",
                        "user_01",
                        "circle_member_id",
                        7,
                        "first_name",
                        "f",
                        "last_name",
                        "n",
                        "headline",
                        "h",
                        "bio",
                        "b",
                        "location",
                        "l",
                        "website",
                        "w",
                        "instagram_url",
                        "i",
                        "linkedin_url",
                        "in",
                        "things_i_can_offer",
                        "{a,b}",
                        "resume_link",
                        "r",
                        "referral_code",
                        "c",
                        "is_stub",
                        true,
                        "created_at",
                        "2026-01-22T14:54:18.943Z",
                        "updated_at",
                        "2026-01-22T14:54:19Z",
                        "circle_updated_at",
                        "2026-01-22T14:54:20.000001Z",
                        "base",
                        "{\"firstName\": \"old\"}",
                        "circle_profile_url",
                        "p",
                        "left_at",
                        "2026-01-22T14:54:21Z",
                        "workos_email",
                        "work@example.org",
                        "invited",
                        true,
                        "circle_account",
                        "user_02",
                        "custom",
                        "{\"pets\": \"cat\"}");
        String row = jdbc.queryForObject("SELECT to_jsonb(profile) FROM profile", String.class);
        FieldValues fields = FieldValues.none()
                .with(SyncedField.FIRST_NAME, "f")
                .with(SyncedField.LAST_NAME, "n")
                .with(SyncedField.HEADLINE, "h")
                .with(SyncedField.BIO, "b")
                .with(SyncedField.LOCATION, "l")
                .with(SyncedField.WEBSITE, "w")
                .with(SyncedField.INSTAGRAM_URL, "i")
                .with(SyncedField.LINKEDIN_URL, "in")
                .with(SyncedField.custom("pets"), "cat");
        assertThat(ProfileRows.fromJson(row))
                .isEqualTo(new Profile(
                        UUID.fromString("0b5f6a53-3a52-4f0e-8a5d-1d1a0d3a6f01"),
                        "ada@example.org",
                        Optional.of("user_01"),
                        Optional.of(7L),
                        fields,
                        List.of("a", "b"),
                        Optional.of("r"),
                        Optional.of("c"),
                        true,
                        CREATED,
                        Instant.parse("2026-01-22T14:54:19Z"),
                        Optional.of(Instant.parse("2026-01-22T14:54:20.000001Z")),
                        Optional.of(FieldValues.none().with(SyncedField.FIRST_NAME, "old")),
                        Optional.of("p"),
                        Optional.empty(),
                        CircleValues.none(),
                        Map.of(),
                        Optional.of(Instant.parse("2026-01-22T14:54:21Z")),
                        true,
                        Optional.of("user_02"),
                        true,
                        Optional.of("work@example.org")));
    }

    @Test
    void what_a_row_does_not_have_is_empty() {
        Profile profile = ProfileRows.fromJson("""
                {"id":"0b5f6a53-3a52-4f0e-8a5d-1d1a0d3a6f01","email":"ada@example.org","workos_user_id":null,
                 "things_i_can_offer":[],"is_stub":false,"created_at":"2026-01-22T20:24:18.943+05:30",
                 "updated_at":"2026-01-22T14:54:18.943+00:00","base":null}
                """);
        assertThat(profile.workosUserId()).isEmpty();
        assertThat(profile.circleMemberId()).isEmpty();
        assertThat(profile.fields()).isEqualTo(FieldValues.none());
        assertThat(profile.base()).isEmpty();
        assertThat(profile.emailVerified()).isFalse();
        assertThat(profile.workosEmail()).isEmpty();
        assertThat(profile.createdAt()).isEqualTo(CREATED);
        assertThat(profile.updatedAt()).isEqualTo(CREATED);
    }

    @Test
    void what_is_not_json_is_refused() {
        assertThatThrownBy(() -> ProfileRows.fromJson("{")).isInstanceOf(UncheckedIOException.class);
    }
}
