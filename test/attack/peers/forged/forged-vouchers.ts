// Vouchers that must not count, each for one reason.
import { vouch } from '../../../../server/peers/identity/person-vouchers.ts'
import type { KeyPair } from '../../../../server/peers/identity/node-keys.ts'
import { parseAccountName, parseArtifactId, parseMemberId } from '../../../../shared/world/address.ts'
import { base64, headerOf, jws, requestClaims, withKey, type Scene } from './forger.ts'
import { refusedAs } from './forgery.ts'

const account = parseAccountName('bob')
const subject = parseMemberId('bob-for-life')
const body = parseArtifactId('body1')

export function goodVoucher({ honest, receiver, now }: Scene): Promise<string> {
  if (account === null || subject === null || body === null) throw new Error('bob is somebody')
  const bob = { subject, account, name: 'Bob', look: { sprite: 'robot', color: '#2b6cb0' }, body }
  return vouch(honest.identity, bob, { to: receiver.name(), now: now() })
}

interface ForgedVoucher {
  readonly what: string
  readonly make: (scene: Scene) => Promise<string>
  /** The node that brings it; the honest one, unless said otherwise. */
  readonly by?: 'mallory'
}

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>

/** The honest node's own with other claims: signed by it, or by somebody else. */
const changed = (
  what: string,
  changes: (scene: Scene) => Readonly<Record<string, unknown>>,
  signer: (scene: Scene) => KeyPair = ({ honest }) => honest.key,
  header: Readonly<Record<string, unknown>> = {},
): ForgedVoucher => ({
  what,
  async make(scene) {
    const key = signer(scene)
    const claims = { ...claimsOf(await goodVoucher(scene)), ...changes(scene) }
    return jws({ ...headerOf('inkland-voucher', key), ...header }, claims, withKey(key))
  },
})

const seconds = ({ now }: Scene): number => Math.floor(now() / 1000)
const nothing = () => ({})

export const FORGED_VOUCHERS = [
  ...refusedAs<ForgedVoucher>('forged', [
    {
      what: 'a name that was changed and not signed again',
      async make(scene) {
        const [head = '', payload = '', signature = ''] = (await goodVoucher(scene)).split('.')
        const claims = { ...claimsOf(`.${payload}`), account: 'ada' }
        return [head, base64(JSON.stringify(claims)), signature].join('.')
      },
    },
    changed('another node’s key', nothing, ({ honest, mallory }) => ({
      public: honest.key.public,
      private: mallory.key.private,
    })),
  ]),
  ...refusedAs<ForgedVoucher>('other', [
    { what: 'another node that brings it', by: 'mallory', make: goodVoucher },
    changed('a name of another node', () => ({ iss: 'mallory.example' })),
    changed('another receiver', () => ({ aud: 'mallory.example' })),
  ]),
  ...refusedAs<ForgedVoucher>('unknown', [
    changed('another node’s key under its own id', nothing, ({ mallory }) => mallory.key),
    changed('a key that is over', nothing, ({ honest }) => honest.over),
  ]),
  ...refusedAs<ForgedVoucher>('clock', [
    changed('an end that is past', (scene) => ({ iat: seconds(scene) - 301, exp: seconds(scene) - 1 })),
    changed('a beginning in the future', (scene) => ({
      iat: seconds(scene) + 60,
      exp: seconds(scene) + 300,
    })),
  ]),
  ...refusedAs<ForgedVoucher>('malformed', [
    changed('two receivers', ({ receiver }) => ({ aud: [receiver.name(), 'mallory.example'] })),
    changed('an hour to live', (scene) => ({ exp: seconds(scene) + 3600 })),
    changed('no end', () => ({ exp: undefined })),
    changed('a name with a node in it', () => ({ account: 'ada@house.example' })),
    changed('a name in capitals', () => ({ account: 'Bob' })),
    changed('a name that leads elsewhere', () => ({ account: '../ada' })),
    changed('nobody', () => ({ sub: '' })),
    changed('no name', () => ({ account: undefined })),
    changed('a name to be called by that is too long', () => ({ name: 'x'.repeat(41) })),
    changed('half a letter', () => ({ name: '\uD800' })),
    changed('no name to be called by', () => ({ name: '' })),
    changed('a look that is none', () => ({ look: { sprite: 'javascript:1', color: 'red' } })),
    changed('a body in limbo', () => ({ body: 'limbo' })),
    changed('a claim more', () => ({ admin: true })),
    changed('the type of a request', nothing, undefined, { typ: 'inkland-request' }),
    changed('no algorithm', nothing, undefined, { alg: 'none' }),
    {
      what: 'a request for a voucher',
      make: (scene) => scene.honest.identity.sign('inkland-request', requestClaims(scene)),
    },
    {
      what: 'the last word of a key for a voucher',
      make: ({ honest }) => Promise.resolve(honest.identity.keys().old[0]?.successor ?? ''),
    },
    { what: 'nothing', make: () => Promise.resolve('') },
  ]),
]
