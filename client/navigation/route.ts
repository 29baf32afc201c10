// Which screen an address of the browser means, and moving between them without loading anew.
import { readLinkSecret } from '../../shared/world/link-secret.ts'
import {
  parseAnyAddress,
  parseArtifactId,
  parseNodeName,
  pathOfWorld,
  type Address,
  type ArtifactId,
  type NodeName,
} from '../../shared/world/address.ts'
import { parseRevision, type Revision } from '../../shared/history/revision.ts'
import type { CopyId } from '../replica/storage/stored-rows.ts'
import { FRAME_PATH } from '../../shared/world/framing.ts'
import { isFramed } from '../api/frame-guest.ts'
import { notify } from '../notices/notices.ts'
import { takeKey } from './link-key.ts'
import { mayLeave } from './leave-guard.ts'
import type { DoorRoute, Route } from './screens.ts'
import { useObservable } from '../browser/use-observable.ts'
import { Observable } from '../device/observable.ts'

const DOORS: readonly Route['screen'][] = ['sign-in', 'recovery', 'join', 'code', 'first']
export const isDoor = (route: Route): route is DoorRoute => DOORS.includes(route.screen)

export const HOME = '/'
export const BIN = '/#bin'
export const REFERENCE = '/reference'
export const ACCOUNT = '/account'
export const ADMIN = '/admin'
export const SIGN_IN = '/sign-in'
export const RECOVERY = '/recovery'
/** Without a link: signs up where anybody may. */
export const JOIN = '/join'
/** Short, since it stands on slips of paper. */
export const CODE = '/code'
const FIRST = '/first'
const INVITED = '/join-elsewhere'

/** Reads an address of this app; any that means nothing is `nowhere`. */
function parseRoute({ pathname: path, hash, search }: Pick<URL, 'pathname' | 'hash' | 'search'>): Route {
  if (path === '/') return { screen: hash === '#bin' ? 'bin' : 'home' }
  if (path === REFERENCE) return { screen: 'reference' }
  if (path === ACCOUNT) return { screen: 'account' }
  if (path === ADMIN) return { screen: 'admin', part: decoded(hash.slice(1)) }
  if (path === SIGN_IN) return { screen: 'sign-in' }
  if (path === RECOVERY) return { screen: 'recovery' }
  if (path === JOIN) return { screen: 'join', secret: readLinkSecret(hash.slice(1)) }
  if (path === CODE) return { screen: 'code' }
  if (path === FIRST) return { screen: 'first', secret: readLinkSecret(hash.slice(1)) }
  if (path === INVITED) {
    const [name = '', written = ''] = hash.slice(1).split('/')
    const [node, secret] = [parseNodeName(decoded(name)), readLinkSecret(written)]
    return node !== null && secret !== '' ? { screen: 'invited', node, secret } : { screen: 'nowhere' }
  }
  const named = isFramed && path.startsWith(FRAME_PATH) ? path.replace(FRAME_PATH, '/w/') : path
  if (named.startsWith('/w/')) {
    const address = parseAnyAddress(decoded(named.slice(3)))
    const floor = parseArtifactId(decoded(hash.slice(1)))
    const at = parseRevision(new URLSearchParams(search).get('at'))
    return address ? { screen: 'world', address, floor, ...(at !== null && { at }) } : { screen: 'nowhere' }
  }
  if (path.startsWith('/copies/')) return { screen: 'copy', id: decoded(path.slice(8)) as CopyId }
  return { screen: 'nowhere' }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

export { pathOfWorld }
/** A moment of a world's past. */
export const pathOfMoment = (address: Address, at: Revision): string => `${pathOfWorld(address)}?at=${at}`
/** The floor of a thing in a world; null: the world's own. */
export const pathOfFloor = (address: Address, floor: ArtifactId | null): string =>
  floor === null ? pathOfWorld(address) : `${pathOfWorld(address)}#${encodeURIComponent(floor)}`
/** On any node: an invitation of `node`, for somebody of the node whose page it is. */
export const pathOfInvited = (node: NodeName, secret: string): string =>
  `${INVITED}#${encodeURIComponent(node)}/${encodeURIComponent(secret)}`
export const pathOfCopy = (id: CopyId): string => `/copies/${encodeURIComponent(id)}`

takeKey()
const current = new Observable(parseRoute(location))
/** The index of this step in the browser's history of this tab: it tells back from forward. */
let here = stepIn(history.state) ?? 0
/** The next step was asked about, and may be taken. */
let isAllowed = false
history.replaceState({ step: here }, '')

function stepIn(state: unknown): number | null {
  return typeof state === 'object' && state !== null && 'step' in state && typeof state.step === 'number'
    ? state.step
    : null
}

function follow(): void {
  takeKey()
  current.set(parseRoute(location))
}

/**
 * Back, forward, or a link within the page: the browser is there already, so who has to ask first goes back
 * until then.
 */
function onStep({ state }: PopStateEvent): void {
  const step = stepIn(state) ?? here + 1
  const by = step - here
  const next = parseRoute(location)
  const goOn = (): void => {
    isAllowed = true
    history.go(by)
  }
  if (by !== 0 && !isAllowed && !mayLeave(next, goOn)) return history.go(-by)
  isAllowed = false
  here = step
  history.replaceState({ step }, '')
  follow()
}

globalThis.addEventListener('popstate', onStep)

/** Where a path is shown on this page; null: not within a frame, which has one world and nothing else. */
function pathHere(path: string): string | null {
  if (!isFramed) return path
  const [to, now] = [parseRoute(new URL(path, location.href)), current.now]
  const isSame = to.screen === 'world' && now.screen === 'world' && to.address === now.address
  return isSame ? asFramed(path) : null
}

const asFramed = (path: string): string => path.replace(/^\/w\//, FRAME_PATH)

/** A browser opens one only while somebody presses something: else it is offered to be pressed. */
function openTab(path: string): void {
  const tab = open(path, '_blank')
  if (tab) tab.opener = null
  else
    notify({
      text: 'This goes on in Inkland.',
      action: { label: 'Open it', run: () => void open(path, '_blank', 'noreferrer') },
    })
}

/**
 * Goes to a path of this app; the back button comes back. Where one has to ask first, it goes when the person
 * says so.
 */
export function go(to: string): void {
  const path = pathHere(to)
  if (path === null) return openTab(to)
  const url = new URL(path, location.href)
  const goOn = (): void => {
    here += 1
    history.pushState({ step: here }, '', path)
    follow()
    scrollTo(0, 0)
  }
  if (mayLeave(parseRoute(url), goOn)) goOn()
}

/** The same, in the place of where one is: the back button passes over it. */
export function replaceRoute(to: string): void {
  history.replaceState({ step: here }, '', isFramed ? asFramed(to) : to)
  follow()
}

export const currentRoute = (): Route => current.now
export const useRoute = (): Route => useObservable(current)
