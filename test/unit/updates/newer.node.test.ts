// Whether there is a newer version: by the tags of the repository that a node was cloned from.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newestOf, tagsOf, watchUpdates } from '../../../server/operations/update-check.ts'
import { temporaryFolder, until } from '../../process.ts'
import { ManualClock } from '../accounts/accounts-in-memory.ts'

const DAY_MS = 24 * 60 * 60_000

test('[C24] the newest tag that names a version counts, by its numbers', () => {
  expect(newestOf(['v1.9.0', 'v1.10.0', 'v1.2.30', 'v2.0.0-beta', 'latest', '1.10', 'v01x.1.1'])).toBe(
    '1.10.0',
  )
  expect(newestOf(['main', ''])).toBeNull()
})

test('[C24] nobody is asked unless an admin allows it, then once a day; a fault is told, and asked again', async () => {
  const clock = new ManualClock()
  let isAllowed = false
  let asked = 0
  const faults: unknown[] = []
  let answer: () => Promise<readonly string[]> = () => Promise.resolve(['v0.9.0', 'v1.0.0'])
  const updates = watchUpdates({
    version: '1.0.0',
    isAllowed: () => isAllowed,
    tags: () => {
      asked += 1
      return answer()
    },
    onFault: (error) => faults.push(error),
    clock,
  })
  const pass = async (ms = DAY_MS + 1): Promise<void> => {
    clock.pass(ms)
    await new Promise(setImmediate)
  }
  await pass()
  await pass()
  expect(asked).toBe(0)
  isAllowed = true
  // An admin who allowed it looks at the overview next.
  await pass(10_000)
  expect([asked, updates.newer]).toEqual([1, null])
  await pass(60 * 60_000)
  expect(asked).toBe(1)
  answer = () => Promise.resolve(['v1.0.1'])
  await pass()
  await until('it is known', () => updates.newer === '1.0.1')
  answer = () => Promise.reject(new Error('no network'))
  await pass()
  expect([asked, faults.length, updates.newer]).toEqual([3, 1, '1.0.1'])
  isAllowed = false
  expect(updates.newer).toBeNull()
  updates.stop()
})

test('[C24] git tells the tags of the repository that a folder was cloned from', async () => {
  const origin = temporaryFolder()
  const clone = join(temporaryFolder(), 'clone')
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@node.example', ...args])
  git('init', '-q', origin)
  git('-C', origin, 'commit', '-q', '--allow-empty', '-m', 'Begin')
  git('clone', '-q', origin, clone)
  git('-C', origin, 'tag', 'v1.4.0')
  expect(await tagsOf(clone)).toEqual(['v1.4.0'])
  await expect(tagsOf(origin)).rejects.toThrow(/origin/)
})
