// Accounts over HTTP: signing up and in, sessions, invitations, and changes of one's own account. Times are
// ms since 1970. A secret of a link is behind its `#`, which browsers send to nobody, and travels in bodies
// only.
import * as z from 'zod/mini'
import {
  parseAccountName,
  parseAddress,
  parseNodeName,
  type AccountName,
  type NodeName,
} from '../../world/address.ts'
import { PERSON_NAME_MAX } from '../../world/limits.ts'
import { RIGHTS } from '../../world/rights.ts'
import { address } from './world-bodies.ts'

/**
 * Passwords: as long as NIST SP 800-63B asks where there is no second factor, and no longer than what is
 * hashed in one go.
 */
export const PASSWORD_MIN = 12
export const PASSWORD_MAX = 256
/** Most of each that one account has. */
export const PASSKEYS_MAX = 20
export const INVITATIONS_MAX = 100
export const SESSIONS_MAX = 100
/**
 * How long a fresh proof counts in the session where it was made, in minutes: enough for the few things that
 * people go to their account for, one after the other. It is no longer because a browser that was left open,
 * or a copied cookie, can use it for that long.
 */
export const PROOF_MINUTES = 10
/** Recovery codes that are given at once; each works once. */
export const CODES_COUNT = 10

const accountName = z.pipe(
  z
    .string()
    .check(
      z.refine(
        (text) => parseAccountName(text) !== null,
        'An account’s name is one word of letters, digits, dots and dashes, such as ada.',
      ),
    ),
  z.transform((text: string): AccountName => parseAccountName(text) ?? z.NEVER),
)

const name = z.string().check(
  z.overwrite((text) => text.toWellFormed()),
  z.trim(),
  z.minLength(1, 'Give a name, so that others know who you are.'),
  z.maxLength(PERSON_NAME_MAX, `A name can have at most ${PERSON_NAME_MAX} characters.`),
)
/** As it was chosen: any characters, compared after NFC. */
const newPassword = z
  .string()
  .check(
    z.minLength(PASSWORD_MIN, `A password needs at least ${PASSWORD_MIN} characters. A few words work well.`),
    z.maxLength(PASSWORD_MAX, `A password can have at most ${PASSWORD_MAX} characters.`),
  )
const anyPassword = z
  .string()
  .check(z.maxLength(PASSWORD_MAX, `A password can have at most ${PASSWORD_MAX} characters.`))
const secret = z
  .string()
  .check(z.maxLength(200, 'A link or code is shorter than that. Copy it again, with nothing else.'))
const label = z.string().check(
  z.overwrite((text) => text.toWellFormed()),
  z.trim(),
  z.maxLength(100, 'A label has at most 100 characters.'),
)

/** The world that a new node makes: whoever makes the first account lands there. */
export const WELCOME = parseAddress('inkland/welcome')

/**
 * `POST /api/first`: the node's first account, its admin, with the secret of the link on the console. Answer:
 * {@link Me} of node-bodies.ts.
 */
export const FirstAccount = z.object({ secret, account: accountName, name, password: newPassword })
export type FirstAccount = z.infer<typeof FirstAccount>

/**
 * `POST /api/accounts`: signs up; with an invitation where the node asks for one. Answer: Me. A guest who
 * signs up stays who they are.
 */
export const SignUp = z.object({
  account: accountName,
  name,
  password: newPassword,
  invitation: z.optional(secret),
})
export type SignUp = z.infer<typeof SignUp>

/** `POST /api/session`: signs in. Answer: Me. `DELETE /api/session` signs out. */
export const SignIn = z.object({
  account: z.string().check(z.maxLength(100, 'An account’s name is shorter than that.')),
  password: anyPassword,
})
export type SignIn = z.infer<typeof SignIn>

/**
 * `POST /api/recovery`: a new password for a person with a recovery code, or with one that the admin gave.
 * Signs in; ends all other sessions.
 */
export const Recovery = z.object({
  account: z.string().check(z.maxLength(100, 'An account’s name is shorter than that.')),
  code: secret,
  password: newPassword,
})
export type Recovery = z.infer<typeof Recovery>

/** One browser in which an account is signed in. */
export const SessionInfo = z.object({
  id: z.string(),
  /** Such as "Firefox on Linux". */
  label: z.string(),
  /** The address it was last seen at. */
  from: z.string(),
  since: z.number(),
  seenAt: z.number(),
  isThis: z.boolean(),
})
export type SessionInfo = z.infer<typeof SessionInfo>
/** `GET /api/sessions`. `DELETE /api/sessions/ID` ends one, `DELETE /api/sessions` all except this one. */
export const SessionList = z.object({ sessions: z.array(SessionInfo) })
export type SessionList = z.infer<typeof SessionList>

export const PasskeyInfo = z.object({
  id: z.string(),
  name: z.string(),
  since: z.number(),
  usedAt: z.nullable(z.number()),
})
export type PasskeyInfo = z.infer<typeof PasskeyInfo>

/** `GET /api/account`: one's own account. */
export const AccountInfo = z.object({
  account: z.string(),
  name: z.string(),
  since: z.number(),
  isAdmin: z.boolean(),
  hasPassword: z.boolean(),
  passkeys: z.array(PasskeyInfo),
  /** Recovery codes that were not used yet. */
  codesLeft: z.number(),
  /** Other places one signs in with, by their name. */
  providers: z.array(z.string()),
  /** Worlds that one owns, without the home and those in the bin. */
  worlds: z.number(),
  /**
   * How much the account added to the node's disks, in bytes: since midnight in UTC, and in all, by kind
   * (present pages, history, pictures); and the bounds.
   */
  storage: z.object({
    today: z.number(),
    perDay: z.number(),
    all: z.number(),
    most: z.number(),
    pages: z.number(),
    history: z.number(),
    pictures: z.number(),
    mostPictures: z.number(),
  }),
})
export type AccountInfo = z.infer<typeof AccountInfo>

/**
 * `POST /api/account/password`: sets one; people who have one must send it as `old`. Ends all other sessions.
 * Empty answer.
 */
export const PasswordChange = z.object({ old: z.optional(anyPassword), password: newPassword })
export type PasswordChange = z.infer<typeof PasswordChange>

/**
 * `POST /api/proof`: proves by the password that the person is present; for `PROOF_MINUTES` nothing asks
 * again. By a passkey: `POST /api/proof/passkey/options`, then `POST /api/proof/passkey` with `{ response }`.
 * A person with neither signs in elsewhere once more: `POST /api/oidc/ID/prove` with `{ to }` answers where.
 * A request that needs a proof is refused with the code `proof`.
 */
export const Proof = z.object({ password: anyPassword })
export type Proof = z.infer<typeof Proof>

/**
 * `GET /api/account/ways`: all ways into one's account except the password. `DELETE` ends them, except this
 * session, and answers the rest; `DELETE /api/account/codes` ends the codes alone.
 */
export const Ways = z.object({
  account: z.string(),
  hasPassword: z.boolean(),
  passkeys: z.array(PasskeyInfo),
  /** Other places; one without an id is none that this node knows any more. */
  places: z.array(z.object({ id: z.nullable(z.string()), name: z.string(), since: z.number() })),
  sessions: z.array(SessionInfo),
  codesLeft: z.number(),
  /** A code that an admin made is good now. */
  hasAdminCode: z.boolean(),
})
export type Ways = z.infer<typeof Ways>

/**
 * `POST /api/account/codes`: new recovery codes; those before are void. Asks people who have a password for
 * it.
 */
export const Confirmed = z.object({ password: z.optional(anyPassword) })
export type Confirmed = z.infer<typeof Confirmed>
export const Codes = z.object({ codes: z.array(z.string()) })
export type Codes = z.infer<typeof Codes>

/**
 * `DELETE /api/account`: ends the account. Its worlds go to the bin, or to another account; the home goes to
 * the bin. Edits in worlds of others stay. `GET /api/account/data` gives all data about oneself, as a zip.
 */
export const AccountEnding = z.object({
  /** The account, as the sender knows it: so another one is not ended by mistake. */
  account: z.optional(z.string()),
  password: z.optional(anyPassword),
  worlds: z.union([z.literal('bin'), z.object({ passTo: accountName })]),
})
export type AccountEnding = z.infer<typeof AccountEnding>

/** `POST /api/invitations`: a link `/join#SECRET` with which others sign up, into a world if one is named. */
export const NewInvitation = z.object({
  label: z.optional(label),
  /** How many may sign up with it. */
  uses: z
    .number()
    .check(
      z.refine(
        (uses) => Number.isInteger(uses) && uses >= 1 && uses <= 1000,
        'An invitation is for 1 to 1000 people.',
      ),
    ),
  /** When it ends; null: when it is taken back. */
  until: z.nullable(z.number()),
  /** A world of the sender's own that the invited people come to, and what they may do there. */
  world: z.optional(z.object({ address, right: z.enum(['see', 'act', 'edit']) })),
})
export type NewInvitation = z.infer<typeof NewInvitation>
export const InvitationInfo = z.object({
  id: z.string(),
  label: z.string(),
  since: z.number(),
  until: z.nullable(z.number()),
  usesLeft: z.number(),
  world: z.nullable(z.string()),
  right: z.nullable(z.enum(RIGHTS)),
  /** The account that made it. */
  by: z.string(),
})
export type InvitationInfo = z.infer<typeof InvitationInfo>
/** The secret is told once. */
export const MadeInvitation = z.object({ invitation: InvitationInfo, secret: z.string() })
export type MadeInvitation = z.infer<typeof MadeInvitation>
/** `GET /api/invitations`: one's own. `DELETE /api/invitations/ID` revokes one. */
export const InvitationList = z.object({ invitations: z.array(InvitationInfo) })
export type InvitationList = z.infer<typeof InvitationList>
/** `POST /api/invitation` with `{ secret }`: where a link leads, before one signs up. 404 when it is void. */
export const Secret = z.object({ secret })
export type Secret = z.infer<typeof Secret>
export const Invited = z.object({
  /** The name of the person who invites. */
  by: z.string(),
  world: z.nullable(z.object({ address: z.string(), title: z.string() })),
  /** The group that it leads into, and the person of its list whom it is for. */
  group: z.optional(
    z.object({ name: z.string(), forName: z.nullable(z.string()), forAccount: z.nullable(z.string()) }),
  ),
})
export type Invited = z.infer<typeof Invited>

/**
 * `POST /api/invitation/code` with the code of a slip, however it is typed: a secret in its place, which is
 * good for an hour. 404 when it is void, 429 after too many tries from one address.
 */
export const SetupCode = z.object({
  code: z.string().check(z.maxLength(100, 'A code is shorter than that. Type it as it stands on the slip.')),
})
export type SetupCode = z.infer<typeof SetupCode>

/**
 * `POST /api/invitation/accept` with `{ secret }`: for people who have an account and are signed in. Answer:
 * where to go.
 */
export const Accepted = z.object({ address: z.nullable(z.string()) })
export type Accepted = z.infer<typeof Accepted>

/**
 * Passkeys. `POST /api/passkeys/options` answers the options of a registration, `POST /api/passkeys` takes `{
 * name, response }` of it; `DELETE /api/passkeys/ID`. Signing in: `POST /api/session/passkey/options`, then
 * `POST /api/session/passkey` with `{ response }`, whose answer is Me. Options and responses are the JSON of
 * WebAuthn level 3.
 */
export const NewPasskey = z.object({ name: label, response: z.record(z.string(), z.unknown()) })
export type NewPasskey = z.infer<typeof NewPasskey>
export const PasskeySignIn = z.object({ response: z.record(z.string(), z.unknown()) })
export type PasskeySignIn = z.infer<typeof PasskeySignIn>

/**
 * `GET /api/oidc/ID/start?to=/w/ada/garden` leads to a provider, which leads back to `GET /api/oidc/ID/back`.
 */
export const PROVIDER_ID = /^[a-z0-9-]{1,32}$/

/**
 * `POST /api/elsewhere/invitation`, for somebody who takes it up with their account on this node: where an
 * invitation of another node leads. Answer: {@link Invited}. `POST …/accept` takes it up; answer:
 * {@link Accepted}. Worlds have the names of this node. The node asks the other one, for the sender, by
 * `POST /api/peers/invitation` and `…/accept`.
 */
export const InvitationElsewhere = z.extend(Secret, {
  node: z.custom<NodeName>((raw) => typeof raw === 'string' && parseNodeName(raw) === raw),
})
export type InvitationElsewhere = z.infer<typeof InvitationElsewhere>
