// A node whose people signed in some time ago: they sign in, the node stops, and serves again under a clock
// that is ahead. A session's proof is on the disk, so all sessions are like stolen ones: still good, and
// without a recent proof.
import { PROOF_MS } from '../../../server/http/routing/proof-rule.ts'
import { GroupDetails } from '../../../shared/wire/api/group-bodies.ts'
import { invite, nodeOf, startAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { clockAhead } from '../../fault/clock.ts'
import { startServer, temporaryFolder } from '../../process.ts'
import {
  CLIENT,
  SECRET,
  startProvider,
  type TestProvider,
} from '../../unit/accounts/sign-in/oidc-provider.ts'
import { PageBrowser } from '../../unit/accounts/sign-in/page-browser.ts'
import { SoftKey } from '../../unit/accounts/sign-in/soft-key.ts'
import { Tab } from '../../unit/owner/visitors.ts'
import { RawClient } from '../../unit/sync/client.ts'

const AHEAD_MS = PROOF_MS + 60_000
const DAY_MS = 24 * 60 * 60_000

export interface House extends AsyncDisposable {
  readonly node: AccountsNode
  /** The node by a name, where passkeys work. */
  readonly here: string
  readonly school: TestProvider
  /** With a password, and a home. */
  readonly olga: Somebody
  readonly target: Somebody
  /** A group that Olga is in. */
  readonly group: string
  /** With a passkey alone. */
  readonly pia: PageBrowser
  readonly piasKey: SoftKey
  /** A person who signs in only by the school. */
  readonly otto: PageBrowser
}

export async function openHouse(): Promise<House> {
  const school = await startProvider()
  const { issuer } = school
  const providers = [{ id: 'school', name: 'School', issuer, clientId: CLIENT, clientSecret: SECRET }]
  const env = { INKLAND_OIDC: JSON.stringify(providers) }
  const data = temporaryFolder()
  const before = await startAccounts({ data, env })
  const { port } = before.server
  const here = `http://localhost:${port}`
  const [olga, target] = [await before.signUp('olga'), await before.signUp('target')]
  await goHome(before, olga)
  const made = await told(await before.admin.ask('POST', '/api/admin/groups', { name: 'Olga’s' }))
  const { id: group } = GroupDetails.parse(made)
  await told(await before.admin.ask('PUT', `/api/admin/groups/${group}/members/olga`))
  const otto = await joinBySchool(before, here, school, 'otto')
  const pia = await joinBySchool(before, here, school, 'pia')
  const piasKey = await giveKey(pia, here)
  await told(await pia.go('/api/oidc/school', { method: 'DELETE' }))
  await before.server.stop()
  school.aheadMs = AHEAD_MS
  const options = { data, access: 'accounts', args: ['--port', String(port)] } as const
  const server = await startServer({ ...options, env: { ...env, ...clockAhead(AHEAD_MS / DAY_MS) } })
  return {
    node: nodeOf(server, before.admin),
    here,
    school,
    olga,
    target,
    group,
    otto,
    pia,
    piasKey,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await school[Symbol.asyncDispose]()
    },
  }
}

/** A home is made when somebody first comes anywhere. */
async function goHome({ server }: AccountsNode, { cookie }: Somebody): Promise<void> {
  const live = `${server.wsUrl}/sync/inkland/welcome/live?inkland=1`
  const tab = await Tab.on(await RawClient.open(live, { cookie }), 'tab')
  await tab.ask({ verb: 'visit' })
  tab.close()
}

export async function joinBySchool(
  node: AccountsNode,
  here: string,
  school: TestProvider,
  word: string,
): Promise<PageBrowser> {
  // Signed in there just now, and the school says so.
  school.person = { sub: word, name: word, preferred_username: word, auth_time: now(school) }
  const browser = new PageBrowser(here)
  const body = { to: '/', invitation: await invite(node.admin) }
  await browser.go(await browser.there(await browser.post('/api/oidc/school/start', body)))
  if ((await browser.me())?.account !== word) throw new Error(`${word} did not come in`)
  return browser
}

/** The time at the school, in seconds. */
export const now = (school: TestProvider): number => Math.floor((Date.now() + school.aheadMs) / 1000)

/** Makes a passkey for a person who is signed in with a recent proof. */
export async function giveKey(browser: PageBrowser, here: string): Promise<SoftKey> {
  const key = new SoftKey({ name: 'localhost', origin: here })
  const options = await told(await browser.post('/api/passkeys/options', {}))
  const response = key.make(options as Parameters<SoftKey['make']>[0])
  await told(await browser.post('/api/passkeys', { name: 'Key', response }))
  return key
}
