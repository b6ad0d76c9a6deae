"""The attacks that the API was designed against, and the tests that try them; pytest prints how many were tried.

The names are of functions in the files beside this one.
"""

from __future__ import annotations

from collections.abc import Mapping

ATTACKS: Mapping[str, tuple[str, ...]] = {
    "every operation across organizations": (
        "test_an_object_of_another_organization_is_not_there",
        "test_a_list_shows_nothing_of_another_organization",
        "test_a_foreign_id_in_a_body_or_a_filter_finds_nothing",
        "test_foreign_endpoints_events_and_deliveries_are_not_found",
        "test_a_stream_begins_with_the_next_event_and_shows_no_other_organization",
        "test_the_form_token_of_one_session_is_not_good_for_another",
        "test_a_query_that_forgets_the_organization_sees_nothing_of_others",
        "test_what_forgets_it_changes_and_removes_nothing_of_others",
        "test_a_row_of_another_organization_can_not_be_written",
        "test_a_row_can_not_be_given_away",
    ),
    "every operation with every single scope": ("test_each_single_scope_opens_what_needs_it_and_nothing_else",),
    "escalation by create": (
        "test_a_key_can_not_be_made_with_a_scope_that_its_maker_lacks",
        "test_a_key_can_not_outlive_its_maker",
        "test_a_stored_answer_with_a_secret_is_not_given_to_another_key_of_the_organization",
    ),
    "escalation by update": (
        "test_a_key_can_not_be_given_a_scope_by_one_that_lacks_it_itself_included",
        "test_an_update_can_not_extend_a_key_beyond_the_one_that_makes_it",
    ),
    "escalation by rotate": (
        "test_a_stronger_key_can_not_be_rotated_into_ones_hands",
        "test_a_successor_can_not_outlive_the_key_that_rotates",
    ),
    "rotations at once": ("test_of_many_rotations_at_once_one_wins",),
    "revoked, expired and disabled keys": (
        "test_a_key_that_is_not_valid_opens_nothing",
        "test_the_stream_ends_when_its_key_may_no_longer_read_it",
    ),
    "duplicate, NUL, non-ASCII and 1 MB headers": (
        "test_a_header_that_is_not_one_key_is_no_key",
        "test_the_server_still_answers_after_all_of_that",
    ),
    "hostile bodies, queries and paths": (
        "test_a_hostile_body_is_a_problem_and_no_crash",
        "test_a_nul_in_a_body_is_pointed_at",
        "test_a_nul_in_a_query_or_a_path_is_no_crash",
        "test_a_body_of_more_than_a_mebibyte_is_refused_also_without_its_length",
        "test_any_text_may_be_asked_whether_it_is_a_key",
    ),
    "forged cursors": (
        "test_a_cursor_of_another_organization_is_refused",
        "test_a_cursor_of_another_list_or_with_other_filters_is_refused",
        "test_a_forged_cursor_is_refused_whichever_byte_was_changed",
    ),
    "idempotency replay across organizations": (
        "test_an_idempotency_key_of_another_organization_replays_nothing",
        "test_a_key_without_the_scope_gets_no_stored_answer",
        "test_a_stored_answer_is_not_given_to_another_operation",
        "test_a_stored_answer_moved_to_another_organization_does_not_decrypt",
    ),
    "secrets in logs and tracebacks": (
        "test_no_repr_shows_a_secret",
        "test_no_secret_is_in_the_log_also_when_the_server_breaks",
        "test_no_secret_is_in_the_logs_of_a_delivery",
        "test_a_message_does_not_show_its_secrets",
        "test_a_wrong_configuration_is_named_and_nothing_is_shown_of_a_secret",
        "test_an_error_of_one_request_says_nothing_of_its_cause",
    ),
    "secrets at rest": (
        "test_the_secret_is_nowhere_in_the_database",
        "test_a_stored_answer_is_unreadable_in_the_database",
        "test_secrets_are_encrypted_at_rest",
        "test_the_token_is_nowhere_in_the_database",
        "test_keys_in_redis_hold_no_secret",
    ),
    "requests into our own network": (
        "test_addresses_that_are_not_public_are_refused",
        "test_loopback_passes_only_where_it_is_allowed_and_nothing_else_with_it",
        "test_no_ipv4_address_passes_by_being_mapped_into_ipv6",
        "test_urls_that_can_not_be_meant_are_refused",
        "test_only_2xx_succeeds_and_no_redirect_is_followed",
        "test_a_name_that_leads_inside_is_blocked_before_anything_is_connected",
        "test_a_name_that_changes_its_mind_is_asked_once_per_connection",
        "test_loopback_is_blocked_where_the_configuration_does_not_allow_it",
    ),
    "forged requests to the portal": (
        "test_a_form_of_another_site_changes_nothing",
        "test_nobody_is_let_in_without_a_session_or_after_its_time",
        "test_a_key_is_no_way_into_the_portal_and_a_session_none_into_the_api",
        "test_the_cookie_is_out_of_reach_and_the_page_may_do_nothing",
    ),
}

OF = {test: attack for attack, tests in ATTACKS.items() for test in tests}
"""The attack that a test tries."""
