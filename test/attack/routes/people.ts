// One person of each standing in a node with accounts, and the rights of each in a world of Olga's.
import type { Right } from '../../../shared/world/rights.ts'
import { told, type AccountsNode, type Somebody } from '../../accounts.ts'

/** A person's standing at the node itself. */
type Standing = 'nobody' | 'guest' | 'account' | 'admin'

export interface Person {
  readonly what: string
  readonly standing: Standing
  /** In Olga's worlds, once they were let in. */
  readonly right: Right
  /** The cookie of their requests. */
  readonly cookie: string
  /** Their account; null for nobody. */
  readonly account: string | null
  /** Whether anybody at all is let in with them: they need a world of their own. */
  readonly isWithAll: boolean
  /** Lets them into a world as far as they are to be. */
  letIn(world: string): Promise<void>
}

export interface People {
  /** The owner of the worlds. */
  readonly olga: Somebody
  /** Somebody with an account whom others do something to. */
  readonly target: Somebody
  readonly all: readonly Person[]
}

const nothing: Person['letIn'] = () => Promise.resolve()

export async function meetPeople(node: AccountsNode): Promise<People> {
  // Each call has a world of its own.
  await told(await node.admin.ask('PATCH', '/api/admin/settings', { worldsPerAccount: 100_000 }))
  const olga = await node.signUp('olga')
  const target = await node.signUp('target')
  const all: Person[] = []

  /** Olga gives it to them; a right for a banned person counts for nothing. */
  const give = (account: string, right: Right) => async (world: string) => {
    await told(await olga.ask('PUT', `/api/worlds/${world}/sharing/people/${account}`, { right }))
  }
  const add = (what: string, standing: Standing, right: Right, who: Somebody | null, letIn = nothing) => {
    const isWithAll = standing === 'nobody' && right !== 'none'
    const of = { cookie: who?.cookie ?? '', account: who?.account ?? null }
    all.push({ what, standing, right, isWithAll, ...of, letIn })
  }

  add('nobody', 'nobody', 'none', null)
  /** Olga opens it to anybody at all. */
  const open = (right: Right) => async (world: string) => {
    await told(await olga.ask('PATCH', `/api/worlds/${world}/sharing`, { public: right }))
  }
  add('nobody, where the public may look', 'nobody', 'see', null, open('see'))
  add('nobody, where the public may write', 'nobody', 'edit', null, open('edit'))
  add('a guest', 'guest', 'none', await node.guest('Gus'))
  add('somebody signed in', 'account', 'none', await node.signUp('bob'))
  add('an admin', 'admin', 'none', node.admin)
  for (const right of ['see', 'act', 'edit', 'own'] as const) {
    const account = `may-${right}`
    add(`who may ${right}`, 'account', right, await node.signUp(account), give(account, right))
  }
  add('the owner', 'account', 'own', olga)

  const linked = await node.guest('Lin')
  add('a guest with a link', 'guest', 'edit', linked, async (world) => {
    const link = { right: 'edit', until: null }
    const made = (await told(await olga.ask('POST', `/api/worlds/${world}/sharing/links`, link))) as {
      secret: string
    }
    await told(await linked.ask('POST', `/api/worlds/${world}/link`, { secret: made.secret }))
  })

  const kicked = await node.signUp('kicked')
  add('who was sent out', 'account', 'none', kicked, async (world) => {
    await give('kicked', 'own')(world)
    await told(await olga.ask('POST', `/api/worlds/${world}/people/kicked/kick`))
  })
  const banned = await node.signUp('banned')
  add('who is banned', 'account', 'none', banned, async (world) => {
    await give('banned', 'own')(world)
    await told(await olga.ask('PUT', `/api/worlds/${world}/people/banned/ban`, { until: null }))
  })

  const suspended = await node.signUp('suspended')
  await told(await node.admin.ask('PATCH', '/api/admin/accounts/suspended', { isSuspended: true }))
  add('who is suspended', 'nobody', 'none', suspended, give('suspended', 'own'))
  const ended = await node.signUp('ended')
  await told(await ended.ask('DELETE', '/api/session'))
  add('a session that was ended', 'nobody', 'none', ended, give('ended', 'own'))
  add('a forged session', 'nobody', 'none', {
    ...ended,
    cookie: 'inkland_account=forged; inkland_session=forged.forged',
  })
  return { olga, target, all }
}
