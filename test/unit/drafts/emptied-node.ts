// One node for all tests of a file: after each of them its worlds are deleted for good, and its people stay.
// A node of its own takes a second of a core for each.
import { afterAll, afterEach, beforeAll } from 'vitest'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'

/** The node of this file, while its tests run. */
export function emptiedNode(): () => AccountsNode {
  let node: AccountsNode | null = null
  const people = new Map<string, Somebody>()
  const here = (): AccountsNode => {
    if (node === null) throw new Error('The node of this file did not start.')
    return node
  }
  beforeAll(async () => {
    const started = await serveAccounts()
    people.set(started.admin.account, started.admin)
    node = {
      ...started,
      async signUp(account) {
        const person = people.get(account) ?? (await started.signUp(account))
        people.set(account, person)
        return person
      },
    }
  })
  afterEach(async () => {
    for (const person of people.values()) await deleteWorlds(person)
  })
  afterAll(() => node?.[Symbol.asyncDispose]())
  return here
}

async function deleteWorlds(of: Somebody): Promise<void> {
  const list = async (path: string) => WorldList.parse(await told(await of.ask('GET', path))).worlds
  for (const { address } of await list('/api/worlds')) {
    if (!address.startsWith(`${of.account}/`) || address.endsWith('/home')) continue
    await told(await of.ask('DELETE', `/api/worlds/${address}`))
  }
  for (const { id } of await list('/api/bin')) await told(await of.ask('DELETE', `/api/bin/${id}`))
}
