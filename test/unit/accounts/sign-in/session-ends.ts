// All ways in which a session ends before it is over.
import { Codes, SessionList } from '../../../../shared/wire/api/account-bodies.ts'
import { PASSWORD, told, type AccountsNode, type Somebody } from '../../../accounts.ts'
import { IS_HARD } from '../../../hard.ts'

export const OTHER_PASSWORD = 'another lamp in the garden'

type End = (node: AccountsNode, bob: Somebody) => Promise<Response>

export const SESSION_ENDS: readonly (readonly [name: string, end: End])[] = [
  ['signing out', (_, bob) => bob.ask('DELETE', '/api/session')],
  [
    'ending it elsewhere',
    async (node, bob) => {
      const other = await node.signIn(bob.account)
      const { sessions } = SessionList.parse(await told(await other.ask('GET', '/api/sessions')))
      return other.ask('DELETE', `/api/sessions/${sessions.find(({ isThis }) => !isThis)?.id}`)
    },
  ],
  ['ending all others', async (node, bob) => (await node.signIn(bob.account)).ask('DELETE', '/api/sessions')],
  [
    'a new password',
    async (node, bob) =>
      (await node.signIn(bob.account)).ask('POST', '/api/account/password', {
        old: PASSWORD,
        password: OTHER_PASSWORD,
      }),
  ],
  [
    'recovery',
    async (node, bob) => {
      const { codes } = Codes.parse(
        await told(await bob.ask('POST', '/api/account/codes', { password: PASSWORD })),
      )
      return node.ask('POST', '/api/recovery', {
        account: bob.account,
        code: codes[0],
        password: OTHER_PASSWORD,
      })
    },
  ],
  [
    'being suspended',
    (node, bob) => node.admin.ask('PATCH', `/api/admin/accounts/${bob.account}`, { isSuspended: true }),
  ],
]

/** Each day those that `attack/rights/endings` does not try. */
export const TRIED_ENDS = IS_HARD ? SESSION_ENDS : SESSION_ENDS.slice(2, 5)
