// How every route of the API is called so that it works, by a person who may: a route that is not here fails
// the test.
import type { RouteRule } from '../../../server/http/routing/route-rules.ts'
import { SCENE_TYPE } from '../../../shared/wire/api/world-bodies.ts'
import { PICTURE_TYPE } from '../../../shared/wire/api/picture-bodies.ts'
import { told, type AccountsNode } from '../../accounts.ts'
import { until } from '../../process.ts'
import type { People, Person } from './people.ts'

/** One call of a route by one person. */
export interface At {
  readonly node: AccountsNode
  readonly people: People
  readonly person: Person
  /** A world of Olga's, made for this call alone unless nothing may change in it: its address and its id. */
  readonly world: string
  readonly id: string
}

export interface Call {
  /** The rule that the route itself must have. */
  readonly rule: RouteRule
  /** Its answer to people who may call it; several where that depends on the person. */
  readonly done: number | readonly number[]
  /** The parameters of the path; the world, and `target` for a name, unless given. */
  readonly params?: (at: At) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>
  readonly query?: string
  readonly body?: (at: At) => unknown
  /** Bytes instead of JSON, and their type. */
  readonly bytes?: (at: At) => Promise<Uint8Array<ArrayBuffer>>
  readonly type?: string
  readonly before?: (at: At) => Promise<unknown>
  /** It ends or changes who calls it, and is called by nobody who is needed later. */
  readonly isLast?: true
}

/** All that is to be there before a call is, and the call. */
export async function prepare(
  route: { readonly method: string; readonly path: string },
  call: Call,
  at: At,
): Promise<() => Promise<Response>> {
  await call.before?.(at)
  const [account = '', world = ''] = at.world.split('/')
  const params = { account, world, id: at.id, name: 'target', ...(await call.params?.(at)) }
  const named = new Map(Object.entries(params))
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(named.get(name) ?? ''))
  const method = route.method.toUpperCase()
  const headers: Record<string, string> = { cookie: at.person.cookie }
  if (method === 'GET') return () => fetch(`${at.node.url}${path}${call.query ?? ''}`, { method, headers })
  headers['content-type'] = call.type ?? 'application/json'
  const body = (await call.bytes?.(at)) ?? JSON.stringify(call.body?.(at) ?? {})
  return () => fetch(`${at.node.url}${path}`, { method, headers, body })
}

const SEE: RouteRule = { world: 'see' }
const EDIT: RouteRule = { world: 'edit' }
const OWN: RouteRule = { world: 'own' }
const BINNED: RouteRule = { binned: 'own' }
const PROVEN: RouteRule = { proven: 'account' }
const PROVEN_ADMIN: RouteRule = { proven: 'admin' }
const NOBODYS_END = { accounts: ['nobodys'], worlds: 'bin' }

const DOT = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)
/** The past is for people who may edit, unless the world is set otherwise. */
const PAST = [200, 403]
/** Guessing is slowed down after a few tries. */
const SLOWED = [403, 429]
/** Passkeys are for nodes with a name, and this one is called by its number. */
const NO_NAME = 409
const NO_PAIRING = 'AAAAAAAAAAAAAAAAAAAAAA'
const NO_INVITATION = { node: '127.0.0.1:1', secret: 'a-secret-that-nobody-was-given' }
const NO_SECRET = { secret: 'a-secret-that-nobody-was-given' }

const link = async ({ people, world }: At) => {
  const made = await people.olga.ask('POST', `/api/worlds/${world}/sharing/links`, {
    right: 'see',
    until: null,
  })
  return { link: ((await told(made)) as { id: string }).id }
}
const version = async ({ people, world }: At) => {
  const made = await people.olga.ask('POST', `/api/worlds/${world}/versions`, { name: 'To delete' })
  return { id: ((await told(made)) as { id: string }).id }
}
const linkSecret = async ({ people, world }: At): Promise<unknown> => {
  const made = await people.olga.ask('POST', `/api/worlds/${world}/sharing/links`, {
    right: 'see',
    until: null,
  })
  secrets.set(world, ((await told(made)) as { secret: string }).secret)
  return null
}
const secrets = new Map<string, string>()
const bin = ({ people, world }: At) => people.olga.ask('DELETE', `/api/worlds/${world}`)
/** Nobody who knocks is told that they were heard. */
const knocked = async ({ people, world }: At) => {
  await people.target.ask('POST', `/api/worlds/${world}/knock`, { words: 'Hello' })
  return until('the knock is heard', async () => {
    const answer = await people.olga.ask('GET', `/api/worlds/${world}/sharing`)
    return (await answer.text()).includes('Hello')
  })
}
const sceneOf = async ({ people, world }: At): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await (await people.olga.ask('GET', `/api/worlds/${world}/scene`)).arrayBuffer())
const group = async ({ node, world }: At) => {
  const made = await node.admin.ask('POST', '/api/admin/groups', { name: `For ${world}` })
  return { group: ((await told(made)) as { id: string }).id }
}
const nobodys = () => ({ id: 'nobodys', group: 'nobodys' })

export const CALLS: Readonly<Record<string, Call>> = {
  // Worlds
  'GET /worlds': { rule: 'anyone', done: 200 },
  'GET /words': { rule: 'anyone', done: 200, query: '?search=garden' },
  'POST /worlds': { rule: 'maker', done: 201, body: () => ({ title: 'Another' }) },
  'GET /worlds/:account/:world': { rule: SEE, done: 200 },
  'PATCH /worlds/:account/:world': {
    rule: OWN,
    done: 200,
    body: ({ world }) => ({ address: `${world}-moved` }),
  },
  'POST /worlds/:account/:world/newer': { rule: SEE, done: 204 },
  'DELETE /worlds/:account/:world': { rule: OWN, done: 204 },
  'GET /worlds/:account/:world/export': { rule: EDIT, done: 200 },
  'GET /worlds/:account/:world/scene': { rule: SEE, done: 200 },
  'POST /worlds/import': { rule: 'maker', done: 201, bytes: sceneOf, type: SCENE_TYPE },
  'GET /worlds/:account/:world/template': { rule: OWN, done: 200 },
  'PUT /worlds/:account/:world/template': { rule: OWN, done: 200 },
  'DELETE /worlds/:account/:world/template': { rule: OWN, done: 200 },
  'GET /admin/templates': { rule: 'admin', done: 200 },
  'PATCH /admin/templates/:name': {
    rule: 'admin',
    done: 200,
    params: () => ({ name: 'garden' }),
    body: () => ({ isShown: true }),
  },
  'GET /templates': { rule: 'anyone', done: 200 },
  'GET /worlds/:account/:world/miniature': { rule: SEE, done: 200 },
  'GET /worlds/:account/:world/authors': { rule: SEE, done: 200, query: '?clients=1' },
  'GET /worlds/:account/:world/history': { rule: SEE, done: PAST },
  // None of these worlds is found by search engines: then there is no feed ([H18]).
  'GET /worlds/:account/:world/feed': { rule: SEE, done: 404 },
  'GET /worlds/:account/:world/history/settings': { rule: SEE, done: 200 },
  'PUT /worlds/:account/:world/history/settings': {
    rule: OWN,
    done: 200,
    body: () => ({ lookBack: 'everything' }),
  },
  'POST /worlds/:account/:world/erase': {
    rule: { world: 'own', isProven: true },
    done: 200,
    body: () => ({ before: 1, isTrial: true }),
  },
  'POST /worlds/:account/:world/room': {
    rule: { world: 'own', isProven: true },
    done: 200,
    body: () => ({ isTrial: true }),
  },
  'GET /worlds/:account/:world/history/steps': { rule: SEE, done: PAST, query: '?from=0' },
  'GET /worlds/:account/:world/history/:revision': {
    rule: SEE,
    done: PAST,
    params: () => ({ revision: '0' }),
  },
  'GET /worlds/:account/:world/history/:revision/authors': {
    rule: SEE,
    done: PAST,
    params: () => ({ revision: '0' }),
    query: '?thing=world',
  },
  'GET /worlds/:account/:world/changes': { rule: SEE, done: PAST, query: '?from=0&to=0' },
  'POST /worlds/:account/:world/drafts': { rule: EDIT, done: 201, body: () => ({ title: 'Night' }) },
  'GET /worlds/:account/:world/drafts': { rule: EDIT, done: 200 },
  'GET /worlds/:account/:world/draft': { rule: SEE, done: 200 },
  // None of these worlds is a draft.
  'GET /worlds/:account/:world/review': { rule: EDIT, done: 400 },
  'POST /worlds/:account/:world/update': { rule: EDIT, done: 400 },
  'GET /worlds/:account/:world/publishing': { rule: EDIT, done: 200 },
  'PUT /worlds/:account/:world/publishing': { rule: OWN, done: 200, body: () => ({ isOn: true }) },
  'POST /worlds/:account/:world/publish': { rule: OWN, done: 409, body: () => ({}) },
  'POST /worlds/:account/:world/unpublish': { rule: OWN, done: 409 },
  'POST /worlds/:account/:world/merge': { rule: EDIT, done: 400, body: () => ({}) },
  'POST /worlds/:account/:world/offer': { rule: EDIT, done: 400, body: () => ({}) },
  'GET /worlds/:account/:world/offer': { rule: EDIT, done: 200 },
  'DELETE /worlds/:account/:world/offer': { rule: EDIT, done: 404 },
  'GET /worlds/:account/:world/offers': { rule: EDIT, done: 200 },
  'POST /worlds/:account/:world/decline': { rule: EDIT, done: 400, body: () => ({}) },
  'GET /worlds/:account/:world/merges': { rule: EDIT, done: 200 },
  'GET /worlds/:account/:world/merges/:merge': {
    rule: EDIT,
    done: 404,
    params: () => ({ merge: 'none' }),
  },
  'GET /worlds/:account/:world/merges/:merge/late': {
    rule: EDIT,
    done: 404,
    params: () => ({ merge: 'none' }),
  },
  'POST /worlds/:account/:world/review/ask': { rule: OWN, done: 400, body: () => ({}) },
  'DELETE /worlds/:account/:world/review/ask': { rule: EDIT, done: 400, body: () => ({}) },
  'POST /worlds/:account/:world/review/comments': {
    rule: EDIT,
    done: 400,
    body: () => ({ thing: 'world', words: 'Well.' }),
  },
  'DELETE /worlds/:account/:world/review/comments/:comment': {
    rule: EDIT,
    done: 400,
    params: () => ({ comment: 'none' }),
  },
  'GET /worlds/:account/:world/versions': { rule: EDIT, done: 200 },
  'POST /worlds/:account/:world/versions': { rule: EDIT, done: 201, body: () => ({ name: 'First' }) },
  'DELETE /worlds/:account/:world/versions/:id': { rule: EDIT, done: 204, params: version },
  'POST /worlds/:account/:world/imports': { rule: EDIT, done: 201, body: () => ({ files: 12 }) },
  'POST /worlds/:account/:world/restore': { rule: EDIT, done: 200, body: () => ({ revision: 1 }) },
  'GET /worlds/:account/:world/writers': { rule: OWN, done: 200, query: '?since=0' },
  'POST /worlds/:account/:world/revert': {
    rule: OWN,
    done: 200,
    body: () => ({ account: 'olga', since: 0, isTrial: true }),
  },
  'GET /worlds/:account/:world/assets': { rule: SEE, done: 200 },
  'POST /worlds/:account/:world/assets': {
    rule: EDIT,
    done: 201,
    bytes: () => Promise.resolve(DOT),
    type: PICTURE_TYPE,
  },
  'GET /worlds/:account/:world/assets/:picture': {
    rule: SEE,
    done: 404,
    params: () => ({ picture: '0'.repeat(64) }),
  },
  'GET /peers/place/:account/:world': {
    rule: 'session',
    done: 200,
    params: () => ({ account: 'bob@127.0.0.1:1', world: 'square' }),
  },
  'DELETE /peers/place/:account/:world': {
    rule: 'session',
    done: 404,
    params: () => ({ account: 'bob@127.0.0.1:1', world: 'square' }),
  },
  'GET /me/met': { rule: 'session', done: 200 },
  'POST /me/met': { rule: 'session', done: 204, body: () => ({ people: [] }) },
  'DELETE /me/met': { rule: 'session', done: 204 },
  'DELETE /me/met/:account': { rule: 'session', done: 204, params: () => ({ account: 'bob@house.example' }) },
  // Nodes alone ask these, and sign.
  'POST /peers/key': { rule: 'anyone', done: 401 },
  'POST /peers/worlds': { rule: 'anyone', done: 401, body: () => ({ accounts: [], after: null }) },
  'POST /peers/pairing': { rule: 'anyone', done: 401, body: () => ({ id: NO_PAIRING }) },
  'POST /peers/pairing/:id/nonce': {
    rule: 'anyone',
    done: 401,
    params: () => ({ id: NO_PAIRING }),
    body: () => ({ nonce: NO_PAIRING }),
  },
  'POST /peers/pairing/:id/word': {
    rule: 'anyone',
    done: 401,
    params: () => ({ id: NO_PAIRING }),
    body: () => ({ agreed: true }),
  },
  'DELETE /peers/pairing/:id': { rule: 'anyone', done: 401, params: () => ({ id: NO_PAIRING }) },
  'POST /peers/invitation': { rule: 'anyone', done: 401, body: () => NO_SECRET },
  'POST /peers/invitation/accept': { rule: 'anyone', done: 401, body: () => NO_SECRET },
  // Nobody answers there.
  'POST /elsewhere/invitation': { rule: 'account', done: 403, body: () => NO_INVITATION },
  'POST /elsewhere/invitation/accept': { rule: 'account', done: 403, body: () => NO_INVITATION },
  'POST /worlds/:account/:world/assets/take': { rule: EDIT, done: 200, body: () => ({ pictures: [] }) },
  'GET /bin': { rule: 'anyone', done: 200 },
  'POST /bin/:id/restore': { rule: BINNED, done: 200, before: bin },
  'DELETE /bin/:id': { rule: BINNED, done: 204, before: bin },

  // Who may come in
  'GET /worlds/:account/:world/right': { rule: 'anyone', done: 200 },
  'GET /worlds/:account/:world/sharing': { rule: OWN, done: 200 },
  'PATCH /worlds/:account/:world/sharing': { rule: OWN, done: 200, body: () => ({ public: 'see' }) },
  'PUT /worlds/:account/:world/sharing/people/:name': {
    rule: OWN,
    done: 200,
    body: () => ({ right: 'act' }),
  },
  'PUT /worlds/:account/:world/sharing/nodes/:node': {
    rule: OWN,
    done: 200,
    body: () => ({ right: 'see' }),
    params: () => ({ node: 'house.example' }),
  },
  // Only who is in a group, or is an admin, names it.
  'PUT /worlds/:account/:world/sharing/groups/:group': {
    rule: OWN,
    done: [200, 404],
    params: group,
    body: () => ({ right: 'see' }),
  },
  'POST /worlds/:account/:world/sharing/links': {
    rule: OWN,
    done: 201,
    body: () => ({ right: 'see', until: null }),
  },
  'DELETE /worlds/:account/:world/sharing/links/:link': { rule: OWN, done: 200, params: link },
  // Only whose world it is gives it away, and not who owns it with them: 403.
  'POST /worlds/:account/:world/sharing/owner': {
    rule: { world: 'own', isProven: true },
    done: [200, 403],
    body: () => ({ account: 'target' }),
  },
  'DELETE /worlds/:account/:world/sharing/owner': { rule: OWN, done: [200, 403] },
  'GET /offers': { rule: 'account', done: 200 },
  // It is offered to nobody.
  'POST /offers/:id': { rule: 'account', done: 404, params: ({ id }) => ({ id }) },
  'DELETE /offers/:id': { rule: 'account', done: 404, params: ({ id }) => ({ id }) },
  'POST /worlds/:account/:world/sharing/knocks/:name': {
    rule: OWN,
    done: 200,
    before: knocked,
    body: () => ({ right: 'see' }),
  },
  'POST /worlds/:account/:world/link/look': {
    rule: 'anyone',
    done: 200,
    before: linkSecret,
    body: ({ world }) => ({ secret: secrets.get(world) ?? '' }),
  },
  // A banned person gets in with no link.
  'POST /worlds/:account/:world/link': {
    rule: 'session',
    done: [200, 404],
    before: linkSecret,
    body: ({ world }) => ({ secret: secrets.get(world) ?? '' }),
  },
  'GET /knocks': { rule: 'session', done: 200 },
  'POST /worlds/:account/:world/knock': { rule: 'session', done: 204, body: () => ({ words: 'Hello' }) },
  'DELETE /worlds/:account/:world/knock': { rule: 'session', done: 204 },
  'GET /worlds/:account/:world/people': { rule: OWN, done: 200 },
  'POST /worlds/:account/:world/people/:name/kick': { rule: OWN, done: 200 },
  'PUT /worlds/:account/:world/people/:name/ban': { rule: OWN, done: 200, body: () => ({ until: null }) },
  'DELETE /worlds/:account/:world/people/:name/ban': { rule: OWN, done: 200 },
  'PUT /worlds/:account/:world/people/:name/mute': { rule: OWN, done: 200 },
  'DELETE /worlds/:account/:world/people/:name/mute': { rule: OWN, done: 200 },

  // Oneself
  'GET /me': { rule: 'anyone', done: 200 },
  'POST /me': { rule: 'anyone', done: 200, body: ({ person }) => ({ name: person.what }) },
  'GET /me/order': { rule: 'account', done: 200 },
  'PATCH /me/order': { rule: 'account', done: 200, body: () => ({ do: 'sort', by: 'name' }) },
  // These ask for a secret, and for no right: the answer to a wrong one.
  'POST /first': {
    rule: 'anyone',
    done: 404,
    body: () => ({ ...NO_SECRET, account: 'mallory', name: 'M', password: 'long enough to pass' }),
  },
  'POST /accounts': {
    rule: 'anyone',
    done: 403,
    body: () => ({ account: 'mallory', name: 'M', password: 'long enough to pass' }),
  },
  'POST /session': {
    rule: 'anyone',
    done: SLOWED,
    body: () => ({ account: 'nobody-here', password: 'wrong and long enough' }),
  },
  'POST /recovery': {
    rule: 'anyone',
    done: SLOWED,
    body: () => ({ account: 'nobody-here', code: 'wrong', password: 'wrong and long enough' }),
  },
  'DELETE /session': { rule: 'anyone', done: 204, isLast: true },
  'GET /sessions': { rule: 'account', done: 200 },
  'DELETE /sessions': { rule: 'account', done: 204 },
  'DELETE /sessions/:id': { rule: 'account', done: 404, params: nobodys },
  'GET /account': { rule: 'account', done: 200 },
  'POST /account/password': {
    rule: 'account',
    done: 403,
    body: () => ({ old: 'wrong', password: 'a new one that is long' }),
  },
  'POST /account/codes': { rule: 'account', done: 403, body: () => ({ password: 'wrong' }) },
  'DELETE /account': { rule: 'account', done: 403, body: () => ({ password: 'wrong', worlds: 'bin' }) },
  'GET /account/data': { rule: 'account', done: 200 },
  'GET /account/ways': { rule: 'account', done: 200 },
  'DELETE /account/ways': { rule: PROVEN, done: 200 },
  'DELETE /account/codes': { rule: PROVEN, done: 204 },
  'POST /proof': { rule: 'account', done: SLOWED, body: () => ({ password: 'wrong and long enough' }) },
  'POST /proof/passkey/options': { rule: 'account', done: NO_NAME },
  'POST /proof/passkey': { rule: 'account', done: 409, body: () => ({ response: {} }) },
  'GET /invitations': { rule: 'account', done: 200 },
  'POST /invitations': { rule: 'account', done: 201, body: () => ({ uses: 1, until: null }) },
  'DELETE /invitations/:id': { rule: 'account', done: 404, params: nobodys },
  'POST /invitation': { rule: 'anyone', done: 404, body: () => NO_SECRET },
  'POST /invitation/accept': { rule: 'account', done: 404, body: () => NO_SECRET },
  // Guessing is slowed down.
  'POST /invitation/code': { rule: 'anyone', done: [404, 429], body: () => ({ code: 'CCCCC-CCCCC' }) },
  'POST /passkeys/options': { rule: PROVEN, done: NO_NAME },
  'POST /passkeys': { rule: PROVEN, done: 409, body: () => ({ name: 'A key', response: {} }) },
  'DELETE /passkeys/:id': { rule: PROVEN, done: 404, params: nobodys },
  'POST /session/passkey/options': { rule: 'anyone', done: NO_NAME },
  'POST /session/passkey': { rule: 'anyone', done: 409, body: () => ({ response: {} }) },
  'GET /oidc/:id/start': { rule: 'anyone', done: 404, params: nobodys },
  'POST /oidc/:id/start': { rule: 'anyone', done: 400, params: nobodys },
  'POST /oidc/:id/link': { rule: PROVEN, done: 400, params: nobodys },
  'POST /oidc/:id/prove': { rule: 'account', done: 400, params: nobodys },
  'GET /oidc/:id/back': { rule: 'anyone', done: 404, params: nobodys },
  'DELETE /oidc/:id': { rule: PROVEN, done: 404, params: nobodys },

  // The node
  'GET /admin': { rule: 'admin', done: 200 },
  // These nodes send none.
  'POST /admin/alarms/test': { rule: 'admin', done: 404 },
  'POST /admin/clock/trust': { rule: PROVEN_ADMIN, done: 204, body: () => ({ told: 0 }) },
  'GET /admin/processes': { rule: 'admin', done: 200 },
  'POST /admin/processes/:id/drain': { rule: 'admin', done: 409, params: () => ({ id: 'only' }) },
  'GET /admin/backups': { rule: 'admin', done: 200 },
  'PATCH /admin/backups': {
    rule: PROVEN_ADMIN,
    done: 200,
    body: () => ({ everyHours: 0, atHour: 3, keep: 1 }),
  },
  'POST /admin/backups': { rule: 'admin', done: 200 },
  // There is no backup of such a name.
  'GET /admin/backups/:name/worlds': { rule: 'admin', done: 409, params: () => ({ name: 'none' }) },
  'POST /admin/backups/:name/worlds/:id': {
    rule: 'admin',
    done: 409,
    params: () => ({ name: 'none', id: 'none' }),
  },
  'GET /admin/worlds': { rule: 'admin', done: 200 },
  'GET /admin/worlds/:id': { rule: 'admin', done: 200 },
  'GET /admin/storage': { rule: 'admin', done: 200 },
  'POST /admin/worlds/:id/bin': { rule: 'admin', done: 200 },
  'POST /admin/worlds/:id/restore': { rule: 'admin', done: 200, before: bin },
  'POST /admin/worlds/:id/tidy': { rule: 'admin', done: 200 },
  'POST /admin/worlds/:id/take': { rule: PROVEN_ADMIN, done: 200 },
  'GET /admin/deeds': { rule: 'admin', done: 200 },
  'GET /admin/accounts': { rule: 'admin', done: 200 },
  'PATCH /admin/accounts/:name': { rule: PROVEN_ADMIN, done: 200, body: () => ({ isSuspended: false }) },
  'POST /admin/accounts/:name/code': { rule: PROVEN_ADMIN, done: 201 },
  'DELETE /admin/accounts/:name': {
    rule: PROVEN_ADMIN,
    done: 404,
    params: () => ({ name: 'nobodys' }),
    body: () => ({ worlds: 'bin' }),
  },
  'DELETE /admin/accounts/:name/sessions': {
    rule: PROVEN_ADMIN,
    done: 404,
    params: () => ({ name: 'nobodys' }),
  },
  'GET /groups': { rule: 'account', done: 200 },
  // Not of a group that is not there, or not theirs.
  'GET /groups/:group': { rule: 'account', done: 404, params: nobodys },
  'GET /admin/groups': { rule: 'admin', done: 200 },
  'POST /admin/groups': { rule: 'admin', done: 201, body: ({ world }) => ({ name: `Of ${world}` }) },
  'GET /admin/groups/:group': { rule: 'admin', done: 200, params: group },
  'PATCH /admin/groups/:group': {
    rule: 'admin',
    done: 200,
    params: group,
    body: ({ world }) => ({ name: `Also of ${world}` }),
  },
  'DELETE /admin/groups/:group': { rule: PROVEN_ADMIN, done: 204, params: group },
  'PUT /admin/groups/:group/members/:name': { rule: PROVEN_ADMIN, done: 200, params: group },
  'DELETE /admin/groups/:group/members/:name': { rule: PROVEN_ADMIN, done: 200, params: group },
  'PATCH /admin/accounts/:name/storage': {
    rule: PROVEN_ADMIN,
    done: 200,
    body: () => ({ bytesPerDay: null }),
  },
  'GET /admin/account-names': { rule: 'admin', done: 200 },
  'GET /admin/ending': { rule: 'admin', done: 200 },
  'POST /admin/ending/preview': { rule: 'admin', done: 200, body: () => NOBODYS_END },
  // Nobody has these accounts any more: there is nothing to do.
  'POST /admin/ending': { rule: PROVEN_ADMIN, done: 200, body: () => NOBODYS_END },
  'DELETE /admin/ending': { rule: 'admin', done: 200 },
  'POST /admin/exports': { rule: PROVEN_ADMIN, done: 404, body: () => ({ accounts: ['nobodys'] }) },
  'GET /admin/exports/:id': { rule: 'admin', done: 404, params: nobodys },
  'POST /admin/groups/:group/list/look': {
    rule: 'admin',
    done: 200,
    params: group,
    body: () => ({ text: 'Anna' }),
  },
  'POST /admin/groups/:group/list': {
    rule: PROVEN_ADMIN,
    done: 201,
    params: group,
    body: () => ({ text: 'Anna', until: null }),
  },
  'POST /admin/groups/:group/slips': {
    rule: PROVEN_ADMIN,
    done: 201,
    params: group,
    body: () => ({ until: null }),
  },
  // Nobody waits so, as after it.
  'DELETE /admin/groups/:group/pending/:person': {
    rule: 'admin',
    done: 200,
    params: async (at) => ({ ...(await group(at)), person: 'nobodys' }),
  },
  'GET /admin/sessions': { rule: 'admin', done: 200 },
  'GET /worlds/:account/:world/loans': { rule: OWN, done: 200 },
  'POST /worlds/:account/:world/loans/:id/back': { rule: OWN, done: 404, params: nobodys },
  'DELETE /worlds/:account/:world/loans/:id': { rule: OWN, done: 404, params: nobodys },
  'POST /me/taken/:id/back': { rule: 'session', done: 404, params: nobodys },
  'GET /me/transfers': { rule: 'session', done: 200 },
  'POST /me/lent/:node/:id/back': {
    rule: 'session',
    done: 404,
    params: () => ({ node: 'house.example', id: 'nobodys' }),
  },
  'POST /me/transfers/:node/:id/back': {
    rule: 'session',
    done: 404,
    params: () => ({ node: 'house.example', id: 'nobodys' }),
  },

  // For other nodes only, signed
  'POST /peers/transfers/:id': { rule: 'anyone', done: 401, params: nobodys },
  'DELETE /peers/transfers/:id': { rule: 'anyone', done: 401, params: nobodys },
  'POST /peers/transfers/:id/answer': { rule: 'anyone', done: 401, params: nobodys },
  'POST /peers/loans/:id/claim': { rule: 'anyone', done: 401, params: nobodys },
  'POST /peers/loans/:id/back': { rule: 'anyone', done: 401, params: nobodys },
  'POST /peers/loans/:id/over': { rule: 'anyone', done: 401, params: nobodys },
  'POST /peers/people/:id/left': { rule: 'anyone', done: 401, params: nobodys },
  'POST /peers/settled': { rule: 'anyone', done: 401 },
  'POST /peers/compare': { rule: 'anyone', done: 401 },
  'GET /peers/transfers/:id/assets/:picture': {
    rule: 'anyone',
    done: 401,
    params: () => ({ id: 'nobodys', picture: '0'.repeat(64) }),
  },
  'PUT /peers/offers/:id': { rule: 'anyone', done: 401, params: nobodys },
  'GET /peers/offers/:id': { rule: 'anyone', done: 401, params: nobodys },
  'DELETE /peers/offers/:id': { rule: 'anyone', done: 401, params: nobodys },
  'PUT /peers/hands': { rule: 'anyone', done: 401 },
  'POST /peers/hands/carry': { rule: 'anyone', done: 401 },
  'GET /admin/peers': { rule: 'admin', done: 200 },
  'GET /admin/copies': { rule: 'admin', done: 200 },
  'DELETE /admin/copies/:account/:world': {
    rule: 'admin',
    done: 404,
    params: () => ({ account: 'bob@127.0.0.1:1', world: 'square' }),
  },
  // Nobody answers there.
  'POST /admin/peers': { rule: 'admin', done: 403, body: () => ({ address: 'https://127.0.0.1:1' }) },
  'PATCH /admin/peers/:node': {
    rule: 'admin',
    done: 404,
    body: () => ({ trust: 'blocked' }),
    params: () => ({ node: 'house.example' }),
  },
  'POST /admin/peers/:node/retry': { rule: 'admin', done: 404, params: () => ({ node: 'house.example' }) },
  'GET /admin/nearby': { rule: 'admin', done: 200 },
  // Nobody answers there.
  'POST /admin/pairing': { rule: 'admin', done: 403, body: () => ({ address: 'https://127.0.0.1:1' }) },
  'POST /admin/pairing/word': {
    rule: 'admin',
    done: 404,
    body: () => ({ id: NO_PAIRING, code: '123456', isSame: true }),
  },
  'DELETE /admin/sessions/:id': { rule: PROVEN_ADMIN, done: 404, params: nobodys },
  'GET /admin/invitations': { rule: 'admin', done: 200 },
  'DELETE /admin/invitations/:id': { rule: 'admin', done: 404, params: nobodys },
  'GET /admin/addresses': { rule: 'admin', done: 200 },
  'POST /admin/addresses': {
    rule: PROVEN_ADMIN,
    done: 200,
    body: () => ({ address: 'https://api.example.org' }),
  },
  'DELETE /admin/addresses': {
    rule: 'admin',
    done: 404,
    body: () => ({ address: 'https://nobodys.example' }),
  },
  'GET /admin/settings': { rule: 'admin', done: 200 },
  'PATCH /admin/settings': { rule: 'admin', done: 200, body: () => ({ title: 'Inkland' }) },
}
