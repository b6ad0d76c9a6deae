"""The test kit: the names of all methods with what they call."""

from __future__ import annotations

from trueline.codegen.plan.values import ClientPlan, Keyword, ResourcePlan, TestedMethod, TestingPlan


def testing_plan(client: ClientPlan, resources: tuple[ResourcePlan, ...]) -> TestingPlan:
    """The plan of the test kit."""
    root = [(client.root, "._client"), *((resource, f".resources.{resource.module}") for resource in resources)]
    return TestingPlan(
        methods=tuple(
            TestedMethod(
                ".".join([*resource.path, method.name]),
                method.request,
                module,
                method.constant,
                method.command.body_arg,
            )
            for resource, module in root
            for method in resource.methods
        ),
        credentials=tuple(Keyword(each.arg, each.sample) for each in client.credentials),
    )
