package io.circlesync.api;

import java.util.stream.Stream;

/** Names of headers by which a caller could steer Camel's components, or a statement's parameters, if they got through. */
final class SteeringHeaders {

    private SteeringHeaders() {}

    /** Camel's own, in spellings that HTTP holds for one, and those of {@code others}. */
    static Stream<String> and(String... others) {
        return Stream.concat(
                Stream.of(
                        "CamelSqlQuery",
                        "camelsqlquery",
                        "CAMELSQLQUERY",
                        "cAmElSqlQuery",
                        "CamelSqlParameters",
                        "CamelSqlDataSource",
                        "CamelJdbcGeneratedColumns",
                        "CamelRetrieveGeneratedKeys",
                        "CamelHttpUri",
                        "camelhttpuri",
                        "CamelHttpPath",
                        "CamelHttpQuery",
                        "CamelHttpRawQuery",
                        "CamelBeanMethodName",
                        "CamelFileName",
                        "id",
                        "email"),
                Stream.of(others));
    }
}
