import { expect, it } from 'vitest'
import { openCounting } from '../../../server/owner/sandboxes/sandbox-counts.ts'
import type { FaultData, Job, Patch, Result, Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'

const [root, lamp, door] = ['root', 'lamp', 'door'].map((id) => parseArtifactId(id)!)

/** A sandbox that remembers what it was told, and loses it when a test says so. */
function forgetful(fault: FaultData | null = null) {
  const told: Patch[] = []
  let lose = (): void => {}
  const result: Result = { effects: [], logs: [], fault, refusal: null }
  const sandbox: Sandbox = {
    patch: (patch) => void told.push(patch),
    run: (jobs) =>
      Promise.resolve(
        jobs.map(({ artifact, deliveries }) => ({ artifact, results: deliveries.map(() => result) })),
      ),
    stop: () => {},
    close: () => {},
  }
  const open = (_: string, onLost: () => void): Sandbox => {
    lose = onLost
    return sandbox
  }
  return { told, lose: () => lose(), sandboxes: { open, stats: () => ({ killed: 0 }) } }
}

const start = (artifact: Job['artifact']): Job => ({
  artifact,
  deliveries: [{ type: 'start', start: { code: '', shared: {}, memory: {}, settings: {}, timers: {} } }],
})

it('a sandbox that lost what it was told is told all of it again, at once', () => {
  const { told, lose, sandboxes } = forgetful()
  const sandbox = openCounting(sandboxes, 'world', { programs: 0, faults: 0 })
  sandbox.patch({
    whole: true,
    root: root!,
    texts: [
      [root!, 'one'],
      [lamp!, 'two'],
      [door!, 'three'],
    ],
  })
  sandbox.patch({
    texts: [
      [lamp!, 'changed'],
      [door!, null],
    ],
    anchors: [[root!, { score: '1' }]],
  })
  told.length = 0
  lose()
  const all = {
    whole: true,
    root,
    things: [],
    texts: [
      [root, 'one'],
      [lamp, 'changed'],
    ],
  }
  expect(told).toEqual([{ ...all, anchors: [[root, { score: '1' }]] }])
  sandbox.patch({ whole: true, root: root!, texts: [[root!, 'after a reset']] })
  lose()
  expect(told.at(-1)).toMatchObject({ texts: [[root, 'after a reset']], anchors: [] })
})

it('programs and faults are counted, those that were lost with their worker are not', async () => {
  const counts = { programs: 0, faults: 0 }
  const kinds = ['error', 'lost', 'hung'] as const
  for (const kind of kinds) {
    const { sandboxes } = forgetful({ kind, message: 'No.', line: null })
    const sandbox = openCounting(sandboxes, kind, counts)
    await sandbox.run([start(lamp!), start(door!)])
    await sandbox.run([start(lamp!)])
    sandbox.stop(door!)
    sandbox.stop(door!)
  }
  expect(counts).toEqual({ programs: 3, faults: 6 })
  const { sandboxes } = forgetful()
  const sandbox = openCounting(sandboxes, 'world', counts)
  await sandbox.run([start(lamp!), start(door!)])
  expect(counts.programs).toBe(5)
  sandbox.close()
  expect(counts.programs).toBe(3)
})
