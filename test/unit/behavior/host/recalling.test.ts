import { expect, test } from 'vitest'
import type { Patch } from '../../../../shared/behavior/sandbox-protocol.ts'
import { parseArtifactId } from '../../../../shared/world/address.ts'
import { openResumedSandbox } from '../../../../shared/behavior/host/resumed-sandbox.ts'

test('a sandbox whose worker was ended is told again how the world is, without what is gone', () => {
  const [lamp, cat] = [parseArtifactId('lamp'), parseArtifactId('cat')]
  if (!lamp || !cat) throw new Error('no ids')
  const told: Patch[] = []
  let lose: () => void = () => undefined
  const sandbox = openResumedSandbox((onLost) => {
    lose = onLost
    return {
      patch: (patch) => told.push(patch),
      run: () => Promise.resolve([]),
      stop: () => undefined,
      close: () => undefined,
    }
  })
  sandbox.patch({
    whole: true,
    root: lamp,
    texts: [
      [lamp, 'one'],
      [cat, 'meow'],
    ],
  })
  sandbox.patch({
    texts: [
      [lamp, 'two'],
      [cat, null],
    ],
  })
  lose()
  expect(told.at(-1)).toEqual({ whole: true, root: lamp, things: [], texts: [[lamp, 'two']], anchors: [] })
})
