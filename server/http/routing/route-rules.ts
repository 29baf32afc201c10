// Routes with a rule. The rule says who may call the route. It is given where the route is added, and is
// checked before the handler runs. There is no other way to add a route to the API, so no route is without a
// rule; a test reads the routes that Express serves.
import { Router, type Request, type Response } from 'express'
import type { Right } from '../../../shared/world/rights.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import { foreignIn, type HostForwarding } from './host-forwarding.ts'
import type { RequestLookup } from './request-lookup.ts'
import type { ProofRule } from './proof-rule.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'

/**
 * Who may call a route: anybody; people with a session, guests too; people who are signed in to an account
 * (in an open node: people with a session); people who may make worlds, which are those signed in to an
 * account (in an open node: anybody); an admin (in an open node: anybody); people with a right in the world
 * that the path names by its address, or in the one in the bin that it names by its id. `proven`: people who
 * have lately proved their identity in this session, for acts that would outlast a stolen session.
 */
export type RouteRule =
  | 'anyone'
  | 'session'
  | 'account'
  | 'maker'
  | 'admin'
  | { readonly proven: 'account' | 'admin' }
  | { readonly world: Exclude<Right, 'none'>; readonly isProven?: true }
  | { readonly binned: Exclude<Right, 'none'> }

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** The handler's input: the person who asks, and the world that the rule is about. */
export interface RouteRequest<OfWorld extends WorldRecord | null = WorldRecord | null> {
  readonly request: Request
  readonly response: Response
  readonly member: Member
  readonly world: OfWorld
}

type WorldOf<R extends RouteRule> = R extends string | { readonly proven: string } ? null : WorldRecord
type PersonRule = Exclude<Extract<RouteRule, string>, 'anyone'>

export interface Routes {
  readonly router: Router
  add<const R extends RouteRule>(
    method: Method,
    path: string,
    rule: R,
    handler: (asked: RouteRequest<WorldOf<R>>) => unknown,
  ): void
}

export const SIGN_IN = new HttpRefusal(401, 'signIn', 'Sign in first.')
const NAME_FIRST = new HttpRefusal(401, 'signIn', 'Give your name or sign in first.')
const ADMINS_ONLY = new HttpRefusal(403, 'right', 'Only an admin of this node can do that.')

const SHUT = new HttpRefusal(
  503,
  'maintenance',
  'This place is closed for maintenance just now. Nothing was changed. Try again later.',
)
/** Routes below these are for signing in: admins need them. */
const DOORS = ['/me', '/session', '/oidc', '/proof', '/recovery', '/passkeys']

/** The parts that judge who may call a route. */
interface RuleParts extends Pick<AccountServices, 'settings' | 'accounts' | 'rights'> {
  readonly lookup: RequestLookup
  readonly proof: ProofRule
  readonly forwarding: HostForwarding
}

/** Whether the node is closed for maintenance, and somebody who is no admin wants to change something. */
function isShut(
  { settings, accounts, rights }: Pick<RuleParts, 'settings' | 'accounts' | 'rights'>,
  { method, path, member }: { readonly method: Method; readonly path: string; readonly member: Member },
): boolean {
  if (rights === null || !settings.now().maintenance || method === 'get') return false
  return !accounts.isAdmin(member) && !DOORS.some((door) => path === door || path.startsWith(`${door}/`))
}

/** A place for routes of the API; `parts` judge who may call them. */
export function createRoutes(parts: RuleParts): Routes {
  const { lookup, proof, forwarding, accounts, rights } = parts
  const router = Router({ caseSensitive: true })

  function judgePerson(member: Member, rule: PersonRule): void {
    if (rule === 'session' && member.session === null) throw NAME_FIRST
    if (rule === 'account' && !accounts.isAccount(member)) throw SIGN_IN
    if (rule === 'maker' && rights !== null && !accounts.isAccount(member)) throw SIGN_IN
    if (rule === 'admin' && !accounts.isAdmin(member)) throw member.session === null ? SIGN_IN : ADMINS_ONLY
  }

  async function judge(request: Request, rule: RouteRule, member: Member): Promise<WorldRecord | null> {
    if (rule === 'anyone') return null
    if (typeof rule === 'string') {
      judgePerson(member, rule)
      return null
    }
    if ('binned' in rule) return lookup.binned(request, rule.binned)
    if ('proven' in rule) judgePerson(member, rule.proven)
    const world = 'world' in rule ? await lookup.world(request, rule.world) : null
    if ('proven' in rule || rule.isProven === true) proof.judge(member)
    return world
  }

  /** The copy of a world of another node, if the route answers from one. */
  const copied = async (
    rule: RouteRule,
    asked: Parameters<HostForwarding['copyFor']>[0],
  ): Promise<WorldRecord | null> =>
    typeof rule === 'object' && 'world' in rule ? forwarding.copyFor(asked, rule.world) : null

  return {
    router,
    add(method, path, rule, handler) {
      const handle = async (request: Request, response: Response): Promise<void> => {
        const member = lookup.member(request)
        if (isShut(parts, { method, path, member })) throw SHUT
        const address = foreignIn(request, path)
        const copy = address && (await copied(rule, { member, path, address }))
        if (address !== null && copy === null)
          return forwarding.forward({ request, response, member, path, address })
        const world = copy ?? (await judge(request, rule, member))
        // The type says which rules come with a world, and `judge` keeps to it.
        await handler({ request, response, member, world: world as WorldOf<typeof rule> })
      }
      // The handler keeps its rule, so that a test that walks through Express's routes finds one that has
      // none.
      router[method](path, Object.assign(handle, { rule }))
    },
  }
}
