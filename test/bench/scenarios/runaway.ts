// Whether a world that runs away is felt in another one.
import { runJob, startJob } from '../load.ts'
import { atMost, DISTURBANCE, type Scenario } from '../scenario.ts'
import { INKLAND } from '../system.ts'

export const runaway: Scenario = {
  name: 'runaway',
  what:
    '100 updates a second to 20 readers in one world, before and while 50 things in another world run into endless loops, ' +
    'are put to sleep, and are woken to do it again: from when an update is due to when a reader has it.',
  systems: [INKLAND],
  figures: [
    { key: 'p50', label: 'half arrive within, before', unit: 'ms' },
    { key: 'p50During', label: 'half arrive within, meanwhile', unit: 'ms' },
    { key: 'p99', label: '99 of 100 within, before', unit: 'ms' },
    { key: 'p99During', label: '99 of 100 within, meanwhile', unit: 'ms' },
    { key: 'times', label: '99 of 100, meanwhile to before', unit: 'times' },
    { key: 'serverBusy', label: 'server ran meanwhile', unit: 'of the time' },
    DISTURBANCE,
  ],
  targets: [atMost('times', 1.1)],
  roundsMax: 3,
  async run({ serve, quick }) {
    const server = await serve()
    const plan = { readers: 20, updatesPerSecond: 100, warmUpMs: 1000, measureMs: quick ? 2000 : 8000 }
    const before = await runJob('paced', server, { ...plan, document: 'calm-before' })
    const loops = startJob('runaway', server, { things: 50 })
    await loops.ready
    const during = await runJob('paced', server, { ...plan, document: 'calm-during' })
    loops.stop()
    await loops.result
    return {
      p50: before.p50,
      p99: before.p99,
      p50During: during.p50,
      p99During: during.p99,
      times: during.p99 / before.p99,
      serverBusy: during.serverBusy,
      othersBusy: before.othersBusy,
    }
  },
}
