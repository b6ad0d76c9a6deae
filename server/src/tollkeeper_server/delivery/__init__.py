"""Events on their way to endpoints: signing, the guarded connection, the schedule, the worker."""
