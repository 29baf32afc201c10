// Adds to signing.node.test.ts how long it takes: as long for a name that nobody has, and less than a second
// until an ended session is over.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CLOSE } from '../../../../shared/wire/frames/sync-frames.ts'
import { startAccounts, type AccountsNode } from '../../../accounts.ts'
import { sit } from '../stock-client.ts'
import { SESSION_ENDS } from './session-ends.ts'

let node: AccountsNode
let count = 0

beforeAll(async () => {
  node = await startAccounts()
})
afterAll(() => node[Symbol.asyncDispose]())

const someone = () => node.signUp(`person-${++count}`)

it('[J6] signing in takes as long with an unknown name as with a wrong password', async () => {
  const from = (account: string) =>
    node.ask('POST', '/api/session', { account, password: 'not the password' })
  let names = { known: '', unknown: '' }
  // The fastest of each: other work of the machine only adds time, so it is asked until it was quiet for
  // both, or often enough.
  const fastest = { known: Infinity, unknown: Infinity }
  const ratio = () => Math.max(fastest.known / fastest.unknown, fastest.unknown / fastest.known)
  for (let round = 0; round < 40 && !(round >= 8 && ratio() < 1.5); round++) {
    // Each name may be tried a few times before one has to wait.
    if (round % 4 === 0) names = { known: (await someone()).account, unknown: `nobody-${round}` }
    for (const kind of ['known', 'unknown'] as const) {
      const began = performance.now()
      const { status } = await from(names[kind])
      fastest[kind] = Math.min(fastest[kind], performance.now() - began)
      expect(status).toBe(403)
    }
  }
  const { known, unknown } = fastest
  console.info(`signing in wrongly: known ${known.toFixed(1)} ms, unknown ${unknown.toFixed(1)} ms`)
  // Without a hash it takes a tenth.
  expect(ratio()).toBeLessThan(2)
  expect(unknown).toBeGreaterThan(5)
})

it.each(SESSION_ENDS)('[J5] sessions are over within a second after %s', async (_, end) => {
  const bob = await someone()
  using seat = await sit(node.server.wsUrl, 'inkland/welcome', bob.cookie)
  expect((await end(node, bob)).ok).toBe(true)
  const began = performance.now()
  expect(await seat.closed).toBe(CLOSE.signIn)
  expect(performance.now() - began).toBeLessThan(1000)
})
