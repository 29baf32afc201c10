// The requests of the account screens to the server.
import { Me } from '../../shared/wire/api/node-bodies.ts'
import {
  Accepted,
  AccountInfo,
  Codes,
  InvitationList,
  Invited,
  MadeInvitation,
  Secret,
  SessionList,
  Ways,
  type Confirmed,
  type FirstAccount,
  type NewInvitation,
  type PasswordChange,
  type Proof,
  type Recovery,
  type SignIn,
  type SignUp,
} from '../../shared/wire/api/account-bodies.ts'
import * as z from 'zod/mini'
import { call } from './request.ts'

export const makeFirst = (body: FirstAccount): Promise<Me> => call('POST', '/api/first', Me, body)
export const signUp = (body: SignUp): Promise<Me> => call('POST', '/api/accounts', Me, body)
export const signIn = (body: SignIn): Promise<Me> => call('POST', '/api/session', Me, body)
export const signOut = (): Promise<null> => call('DELETE', '/api/session', null)
export const recover = (body: Recovery): Promise<Me> => call('POST', '/api/recovery', Me, body)

/** Where a link leads; rejects with the code `missing` when it is void. */
export const lookAtInvitation = (secret: string): Promise<Invited> =>
  call('POST', '/api/invitation', Invited, { secret })
/** A secret in place of the code of a slip. */
export const secretForCode = (code: string): Promise<Secret> =>
  call('POST', '/api/invitation/code', Secret, { code })
export const acceptInvitation = (secret: string): Promise<Accepted> =>
  call('POST', '/api/invitation/accept', Accepted, { secret })

export const fetchAccount = (): Promise<AccountInfo> => call('GET', '/api/account', AccountInfo)
export const changePassword = (body: PasswordChange): Promise<null> =>
  call('POST', '/api/account/password', null, body)
export const makeCodes = (body: Confirmed): Promise<Codes> => call('POST', '/api/account/codes', Codes, body)

export const fetchSessions = (): Promise<SessionList> => call('GET', '/api/sessions', SessionList)
export const endSession = (id: string): Promise<null> =>
  call('DELETE', `/api/sessions/${encodeURIComponent(id)}`, null)
export const endOtherSessions = (): Promise<null> => call('DELETE', '/api/sessions', null)

export const fetchWays = (): Promise<Ways> => call('GET', '/api/account/ways', Ways)
/** Ends all ways in but the password and this browser. */
export const endAllWays = (): Promise<Ways> => call('DELETE', '/api/account/ways', Ways)
export const endCodes = (): Promise<null> => call('DELETE', '/api/account/codes', null)
export const endPlace = (id: string): Promise<null> =>
  call('DELETE', `/api/oidc/${encodeURIComponent(id)}`, null)

const Elsewhere = z.object({ url: z.string() })

export const proveByPassword = (body: Proof): Promise<null> => call('POST', '/api/proof', null, body)
/** Where one signs in once more, and comes back to `to`. */
export const proveElsewhere = (id: string, to: string): Promise<z.infer<typeof Elsewhere>> =>
  call('POST', `/api/oidc/${encodeURIComponent(id)}/prove`, Elsewhere, { to })

export const fetchInvitations = (): Promise<InvitationList> => call('GET', '/api/invitations', InvitationList)
export const makeInvitation = (body: NewInvitation): Promise<MadeInvitation> =>
  call('POST', '/api/invitations', MadeInvitation, body)
export const endInvitation = (id: string): Promise<null> =>
  call('DELETE', `/api/invitations/${encodeURIComponent(id)}`, null)
