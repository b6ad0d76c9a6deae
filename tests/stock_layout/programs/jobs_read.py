"""jobs: inline enums, a nullable object, the default answer."""

import sys

from acme import Client
from acme.api.jobs import read_job
from acme.models import Fault, Job, JobPriority, JobState
from acme.types import UNSET, Unset

client = Client(base_url=sys.argv[1])
job = read_job.sync("1", client=client)
assert isinstance(job, Job)
assert job.state is JobState.DONE
assert job.priority is JobPriority.VALUE_2
assert job.result is None
assert not isinstance(job.priority, Unset)
assert Job(id="2", state=JobState.QUEUED).result is UNSET
fault = read_job.sync("nowhere", client=client)
assert isinstance(fault, Fault)
assert fault.message == "no such job"
