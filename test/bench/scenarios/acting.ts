// How long it takes until others see what somebody did, when there is time.
import { runJob } from '../load.ts'
import { atMost, DISTURBANCE, type Scenario } from '../scenario.ts'
import { INKLAND } from '../system.ts'

export const acting: Scenario = {
  name: 'acting',
  what:
    '50 people in a world; one of them uses a thing now and then, and its behavior writes to its memory: from the frame ' +
    'that is sent to the frame that comes to another one, with the effect, which is on disk by then.',
  systems: [INKLAND],
  figures: [
    { key: 'p50', label: 'half seen within', unit: 'ms' },
    { key: 'p99', label: '99 of 100 within', unit: 'ms' },
    { key: 'outcomeP50', label: 'half answered within', unit: 'ms' },
    { key: 'outcomeP99', label: '99 of 100 within', unit: 'ms' },
    DISTURBANCE,
  ],
  targets: [atMost('p50', 10), atMost('p99', 70)],
  roundsMax: 3,
  async run({ serve, quick }) {
    const plan = { people: 50, pauseMs: 120, actions: quick ? 50 : 400, seed: 1 }
    return { ...(await runJob('acting', await serve(), plan)) }
  },
}
