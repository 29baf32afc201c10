// What the screens of accounts ask of the server.
import { Me } from '../../shared/wire/api.ts'
import {
  Accepted,
  AccountInfo,
  Codes,
  InvitationList,
  Invited,
  MadeInvitation,
  SessionList,
  type Confirmed,
  type FirstAccount,
  type NewInvitation,
  type PasswordChange,
  type Recovery,
  type SignIn,
  type SignUp,
} from '../../shared/wire/accounts.ts'
import { call } from '../app/api.ts'

export const makeFirst = (body: FirstAccount): Promise<Me> => call('POST', '/api/first', Me, body)
export const signUp = (body: SignUp): Promise<Me> => call('POST', '/api/accounts', Me, body)
export const signIn = (body: SignIn): Promise<Me> => call('POST', '/api/session', Me, body)
export const signOut = (): Promise<null> => call('DELETE', '/api/session', null)
export const recover = (body: Recovery): Promise<Me> => call('POST', '/api/recovery', Me, body)

/** What a link leads to; rejects with the code `missing` when it is void. */
export const lookAtInvitation = (secret: string): Promise<Invited> =>
  call('POST', '/api/invitation', Invited, { secret })
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

export const fetchInvitations = (): Promise<InvitationList> => call('GET', '/api/invitations', InvitationList)
export const makeInvitation = (body: NewInvitation): Promise<MadeInvitation> =>
  call('POST', '/api/invitations', MadeInvitation, body)
export const endInvitation = (id: string): Promise<null> =>
  call('DELETE', `/api/invitations/${encodeURIComponent(id)}`, null)
