// `inkland account`: the accounts of a node, for people with access to the machine. Its page /admin does the
// same.
import { ADMIN_CODE_MS } from '../accounts/sign-in/recovery-codes.ts'
import { AccountRefusal } from '../accounts/model/account-refusal.ts'
import { parseAccountName } from '../../shared/world/address.ts'
import { HOUR_MS } from '../../shared/time/durations.ts'
import { say, WrongUse, STORE_FLAG, type CliCommand } from './control/cli-command.ts'
import { endingIn } from './end-accounts-command.ts'
import { CliFault } from './control/cli-fault.ts'
import type { NodeToManage } from './control/running-node-command.ts'
import { accountIn, withNode } from './control/managed-node.ts'
import { dayAt, tableOf } from './control/text-table.ts'

type AccountOperation = (node: NodeToManage, name: string) => Promise<void>

const DEEDS: Readonly<Record<string, AccountOperation>> = {
  add,
  code: giveCode,
  admin: (node, name) => change(node, name, { isAdmin: true }, 'admin.made', 'is now an admin'),
  'no-admin': (node, name) => change(node, name, { isAdmin: false }, 'admin.unmade', 'is no longer an admin'),
  suspend: (node, name) =>
    change(node, name, { isSuspended: true }, 'admin.suspended', 'cannot do anything until let in again'),
  'let-in': (node, name) =>
    change(node, name, { isSuspended: false }, 'admin.letIn', 'has been let in again'),
}

export const accountCommand: CliCommand = {
  help: `Manages the accounts of a node, whether it runs or not.

  npm run inkland -- account list
  npm run inkland -- account add NAME       create an account; the first one is the node's admin
  npm run inkland -- account code NAME      a code that lets someone choose a new password
  npm run inkland -- account admin NAME     make someone an admin (no-admin: undo that)
  npm run inkland -- account suspend NAME   keep someone out (let-in: let them in again)
  npm run inkland -- account end NAME...    delete accounts for good, while the node runs. Say what becomes of their
                                            worlds: --worlds bin, --worlds bin-30-days (deleted after that), or
                                            --offer-to NAME. From a list: xargs npm run inkland -- account end … < LIST

  --data ./data   the folder that holds the worlds                               INKLAND_DATA
  --store STORE   the database that has them, if one has                         INKLAND_STORE
  --help          this text
`,
  flags: {
    data: { type: 'string' },
    ...STORE_FLAG,
    worlds: { type: 'string' },
    'offer-to': { type: 'string' },
  },
  prepare(given) {
    const { rest, place } = given
    if (rest[0] === 'end') {
      const end = endingIn(given)
      return () => withNode(place, end)
    }
    const [deed = '', name, ...more] = rest
    if (deed === 'list' && name === undefined) return () => withNode(place, list)
    const act = Object.hasOwn(DEEDS, deed) ? DEEDS[deed] : undefined
    if (act === undefined || name === undefined || more.length > 0) {
      throw new WrongUse(
        'Use account list, or account add, code, admin, no-admin, suspend, let-in or end with a name.',
      )
    }
    return () => withNode(place, (node) => act(node, name))
  },
}

function list({ entrance }: NodeToManage): Promise<void> {
  const { book, signedIn } = entrance
  const accounts = book.all().toSorted((one, other) => (one.account < other.account ? -1 : 1))
  if (accounts.length === 0) say('There are no accounts yet. Create the first one: account add NAME')
  const rows = accounts.map(({ id, account, name, since, isAdmin, isSuspended }) => {
    const [last] = signedIn.of(id)
    const more = [isAdmin && 'admin', isSuspended && 'suspended'].filter(Boolean).join(', ')
    return [account, name, dayAt(since), dayAt(last?.seenAt ?? null), more]
  })
  if (rows.length > 0)
    for (const line of tableOf([['account', 'name', 'since', 'seen', ''], ...rows])) say(line)
  return Promise.resolve()
}

/** Without a password: its person chooses one with the code. */
async function add(node: NodeToManage, text: string): Promise<void> {
  const { entrance, audit } = node
  const account = parseAccountName(text)
  if (account === null) {
    throw new CliFault(
      `“${text}” is not an account name: it must be one word of letters, digits, dots and dashes.`,
    )
  }
  const isFirst = entrance.book.all().length === 0
  try {
    const { account: made } = await entrance.join({
      account,
      name: account,
      invitation: null,
      isFirst,
      credentials: () => [],
      browser: { label: 'The command line', from: '', isSecure: true },
      by: 'code',
      guest: null,
      before: null,
    })
    // Nobody has its cookie.
    await entrance.signedIn.endAll(made.id, null)
  } catch (error) {
    if (error instanceof AccountRefusal) throw new CliFault(error.message)
    throw error
  }
  audit.note(null, isFirst ? 'account.first' : 'account.made', account)
  say(`Created the account ${account}${isFirst ? ', the admin of this node' : ''}.`)
  await giveCode(node, account)
}

async function giveCode(node: NodeToManage, name: string): Promise<void> {
  const account = accountIn(node, name)
  const code = await node.entrance.codes.makeForAdmin(account.id)
  node.audit.note(null, 'admin.codeMade', account.account)
  say(`Its code is ${code}`)
  say(
    `Within ${ADMIN_CODE_MS / HOUR_MS} hours it lets ${account.account} choose a password: “Sign in”, then “I have a recovery code”.`,
  )
}

async function change(
  node: NodeToManage,
  name: string,
  change: { readonly isAdmin: boolean } | { readonly isSuspended: boolean },
  what: `admin.${string}`,
  words: string,
): Promise<void> {
  const { book, signedIn } = node.entrance
  const account = accountIn(node, name)
  const leaves = ('isAdmin' in change && !change.isAdmin) || ('isSuspended' in change && change.isSuspended)
  const others = book
    .all()
    .some(({ id, isAdmin, isSuspended }) => id !== account.id && isAdmin && !isSuspended)
  if (leaves && account.isAdmin && !others) {
    throw new CliFault(
      `${account.account} is the only admin. Make someone else an admin first: account admin NAME`,
    )
  }
  const isShutOut = 'isSuspended' in change && change.isSuspended
  await book.change(account.id, change, isShutOut ? () => signedIn.endings(account.id) : undefined)
  node.audit.note(null, what, account.account)
  say(`${account.account} ${words}.`)
}
