// The parts of a node with accounts that lets one sign in in other ways than by a password, too.
import type { SignInServices } from '../../accounts/sign-in-services.ts'
import { hasAccounts, type AccountParts } from './request-account.ts'
import type { RouteParts } from './route-parts.ts'

export type SignInParts = AccountParts & { readonly otherWays: SignInServices }

export const hasSignInServices = (parts: RouteParts): parts is SignInParts =>
  hasAccounts(parts) && parts.otherWays !== undefined
