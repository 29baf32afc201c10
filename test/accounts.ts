// A node with accounts, for tests: its first account made with the link on its console, others by invitation,
// guests, and the cookies of each for fetch, for sockets and for a browser.
import { cpSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROOF_MS } from '../server/http/routing/proof-rule.ts'
import { MadeInvitation, type FirstAccount, type SignUp } from '../shared/wire/api/account-bodies.ts'
import { Me } from '../shared/wire/api/node-bodies.ts'
import { serve, type ServingOptions } from './hosted-node.ts'
import {
  startServer,
  temporaryFolder,
  until,
  type RunningServer,
  type ServerOptions,
  type ServingNode,
} from './process.ts'

/** Long enough, and of several words: one for all. */
export const PASSWORD = 'a lamp in the garden'

/** Somebody in one browser. */
export interface Somebody {
  readonly id: string
  readonly account: string
  readonly name: string
  readonly password: string
  /** The `Cookie` header that says who they are: for fetch, and for `headers` of a socket. */
  readonly cookie: string
  /** As Playwright's `context.addCookies` takes them. */
  readonly cookies: readonly { readonly name: string; readonly value: string; readonly url: string }[]
  /** Asks the node as them: a path, and a body that is sent as JSON. */
  ask(method: string, path: string, body?: unknown): Promise<Response>
}

export interface AccountsNode<Server extends ServingNode = ServingNode> extends AsyncDisposable {
  readonly server: Server
  readonly url: string
  /** The first account. */
  readonly admin: Somebody
  /** Somebody with an account of this name, by an invitation of the admin. */
  signUp(account: string, more?: Partial<SignUp>, as?: Pick<Somebody, 'cookie'>): Promise<Somebody>
  /** The same account in another browser. */
  signIn(account: string, password?: string, as?: Pick<Somebody, 'cookie'>): Promise<Somebody>
  /** Somebody with a name and no account. */
  guest(name: string): Promise<Somebody>
  /** Asks as nobody. */
  ask(method: string, path: string, body?: unknown, cookie?: string): Promise<Response>
}

/**
 * Starts a node with accounts in a process of its own, and makes its first one: `ada`, unless somebody else
 * comes first.
 */
export const startAccounts = (
  options: ServerOptions = {},
  account = 'ada',
): Promise<AccountsNode<RunningServer>> => withFirst(options, account, startServer)

/** Likewise in the process that tests share (hosted-node.ts). */
export const serveAccounts = (options: ServingOptions = {}, account = 'ada'): Promise<AccountsNode> =>
  withFirst(options, account, serve)

type Start<Options, Server> = (options: Options) => Promise<Server>

function withFirst<Options extends ServingOptions, Server extends ServingNode>(
  options: Options,
  account: string,
  start: Start<Options, Server>,
): Promise<AccountsNode<Server>> {
  const isPlain = Object.keys(options).length === 0 && account === 'ada'
  return isPlain ? startCopy(options, start) : startNew(options, account, start)
}

/** Half of the time after which a node asks again whether it is you: a copy's admin has the other half. */
const COPIED_MS = PROOF_MS / 2

/**
 * A node that goes on from a copy of what the run's first one left behind: to make the tables and the account
 * anew takes half a second of a core. Nodes that meet each other are started new.
 */
async function startCopy<Options extends ServingOptions, Server extends ServingNode>(
  options: Options,
  start: Start<Options, Server>,
): Promise<AccountsNode<Server>> {
  const left = join(tmpdir(), `first-account-${Math.floor(Date.now() / COPIED_MS)}`)
  if (!existsSync(left)) await leaveFirst(left)
  const data = temporaryFolder()
  cpSync(join(left, 'data'), data, { recursive: true })
  const { member, cookies } = JSON.parse(readFileSync(join(left, 'ada.json'), 'utf8')) as Ada
  const server = await start({ ...options, data, access: 'accounts' })
  return nodeOf(server, personOf(server.url, member, cookies, PASSWORD))
}

interface Ada {
  readonly member: Pick<Somebody, 'id' | 'account' | 'name'>
  readonly cookies: readonly Cookie[]
}

/** Where two processes leave one at once, the second one's is not taken. */
async function leaveFirst(at: string): Promise<void> {
  const made = temporaryFolder()
  const { server, admin } = await startNew({ data: join(made, 'data') }, 'ada', serve)
  await server.stop()
  const { id, account, name, cookies } = admin
  const ada: Ada = { member: { id, account, name }, cookies }
  writeFileSync(join(made, 'ada.json'), JSON.stringify(ada))
  try {
    renameSync(made, at)
  } catch (error) {
    if (!existsSync(at)) throw error
  }
}

async function startNew<Options extends ServingOptions, Server extends ServingNode>(
  options: Options,
  account: string,
  start: Start<Options, Server>,
): Promise<AccountsNode<Server>> {
  const server = await start({ ...options, access: 'accounts' })
  try {
    const name = nameFor(account)
    const first = { secret: secretIn(await firstLink(server)), account, name, password: PASSWORD }
    const body = first satisfies Record<keyof FirstAccount, string>
    return nodeOf(
      server,
      await somebody(server.url, await ask(server.url, 'POST', '/api/first', body), PASSWORD),
    )
  } catch (error) {
    await server[Symbol.asyncDispose]()
    throw error
  }
}

const nameFor = (account: string): string => `${account.slice(0, 1).toUpperCase()}${account.slice(1)}`

/** A node that is running already, with an admin who is signed in. */
export function nodeOf<Server extends ServingNode>(server: Server, admin: Somebody): AccountsNode<Server> {
  const { url } = server
  return {
    server,
    url,
    admin,
    async signUp(account, more = {}, as) {
      const invitation = more.invitation ?? (await invite(admin))
      const wanted = { account, name: nameFor(account), password: PASSWORD, ...more, invitation }
      return somebody(url, await ask(url, 'POST', '/api/accounts', wanted, as?.cookie), wanted.password)
    },
    async signIn(account, password = PASSWORD, as) {
      return somebody(
        url,
        await ask(url, 'POST', '/api/session', { account, password }, as?.cookie),
        password,
      )
    },
    async guest(name) {
      return somebody(url, await ask(url, 'POST', '/api/me', { name }), '')
    },
    ask: (method, path, body, cookie) => ask(url, method, path, body, cookie),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** The link on the console with which the first account is made. */
export function firstLink(server: Pick<ServingNode, 'lines'>): Promise<string> {
  return until('the link for the first account is on the console', () =>
    server
      .lines()
      .flatMap((line) => /\S+\/first#\S+$/.exec(line)?.[0] ?? [])
      .at(0),
  )
}

/** The part of a link behind its `#`. */
export const secretIn = (link: string): string => link.slice(link.indexOf('#') + 1)

/** Makes an invitation; the answer is its secret. */
export async function invite(by: Somebody, more: object = {}): Promise<string> {
  const answer = await by.ask('POST', '/api/invitations', { uses: 1, until: null, ...more })
  return MadeInvitation.parse(await told(answer)).secret
}

/** Asks a node; a body is sent as JSON. */
export function ask(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  cookie = '',
): Promise<Response> {
  const isSent = body !== undefined || method === 'POST' || method === 'PUT' || method === 'PATCH'
  return fetch(new URL(path, url), {
    method,
    headers: { cookie, ...(isSent && { 'content-type': 'application/json' }) },
    ...(isSent && { body: JSON.stringify(body ?? {}) }),
  })
}

/** The answer's value; throws the answer's text when it is no success. */
export async function told(answer: Response): Promise<unknown> {
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}: ${text}`)
  return text === '' ? null : (JSON.parse(text) as unknown)
}

interface Cookie {
  readonly name: string
  readonly value: string
}

/** The cookies that an answer sets, without those that it takes away. */
export function cookiesOf(answer: Response): Cookie[] {
  return answer.headers.getSetCookie().flatMap((header) => {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(header) ?? []
    return name === undefined || value === undefined || value === '' ? [] : [{ name, value }]
  })
}

/** The person of an answer of `Me`, with the cookies that came with it. */
export async function somebody(url: string, answer: Response, password: string): Promise<Somebody> {
  const { member } = Me.parse(await told(answer))
  if (member === null) throw new Error('nobody is signed in')
  return personOf(url, member, cookiesOf(answer), password)
}

function personOf(
  url: string,
  { id, account, name }: Pick<Somebody, 'id' | 'account' | 'name'>,
  cookies: readonly Cookie[],
  password: string,
): Somebody {
  const cookie = cookies.map((one) => `${one.name}=${one.value}`).join('; ')
  return {
    id,
    account,
    name,
    password,
    cookie,
    cookies: cookies.map((one) => ({ name: one.name, value: one.value, url })),
    ask: (method, path, body) => ask(url, method, path, body, cookie),
  }
}
