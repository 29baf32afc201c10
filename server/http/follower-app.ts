// What a process answers by itself that does not lead its node: files of the client that are named after
// their content, and pictures that somebody may see. All else is passed on, also where it is not sure: the
// process that leads has the last word. The client's pages come from there, too: with another build beside,
// they name other files.
import type { RequestListener } from 'node:http'
import express, { type Request, type RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { ShownPictures } from '../assets/node-pictures.ts'
import type { RightOf } from '../accounts/rights/right-of.ts'
import { memberOf, type BrowserSessions } from '../accounts/sessions/browser-sessions.ts'
import { nodeOf } from '../../shared/world/address.ts'
import { parsePictureId, type PictureId } from '../../shared/world/picture-id.ts'
import { refuse } from './edge/error-response.ts'
import type { Guard } from './edge/origin-guard.ts'
import { isOfNode } from './edge/peer-admission.ts'
import { securityHeaders } from './edge/security-headers.ts'
import { createAssets } from './pages/client-files.ts'
import { give, seenBy } from './worlds/picture-routes.ts'

/** What a process knows that follows what the leader changes. */
export interface FollowedKnowledge {
  readonly sessions: Pick<BrowserSessions, 'read'>
  readonly rightOf: RightOf
  readonly pictures: ShownPictures
  /** Whether all of it counts now. */
  readonly isSure: () => boolean
}

interface FollowerOptions {
  /** Null while nothing is known. */
  readonly known: () => FollowedKnowledge | null
  readonly clientFolder: string
  readonly guard: Guard
  readonly log: Logger
  readonly pass: RequestListener
}

const PICTURE = /^\/assets\/([0-9a-f]{64})$/
const ASSETS = '/assets/'

export function createFollowerApp(options: FollowerOptions): RequestListener {
  const { clientFolder, guard, log, pass } = options
  const assets = createAssets(clientFolder)
  const headers = securityHeaders(guard)
  const app = express()
  app.enable('case sensitive routing')
  app.disable('x-powered-by')

  /** Those that somebody may see, on the way to them. */
  const seen = new WeakMap<Request, ShownPictures>()
  const judge: RequestHandler = async (request, response, next) => {
    const known = options.known()
    const id = parsePictureId(request.params[0])
    if (id === null || known === null || !(await isSeen(known, request, id))) return pass(request, response)
    seen.set(request, known.pictures)
    next()
  }
  const show: RequestHandler = async (request, response) => {
    const [id, pictures] = [parsePictureId(request.params[0]), seen.get(request)]
    if (id !== null && pictures !== undefined) await give(pictures, id, request, response)
  }
  const find: RequestHandler = async (request, response, next) => {
    if (await assets.has(request.path)) next()
    else pass(request, response)
  }
  const serve: RequestHandler = async (request, response) => {
    await assets.serve(request.path, request, response)
  }
  app.get(PICTURE, judge, headers, show)
  app.get('/assets/*file', find, headers, serve)
  app.use((request, response) => pass(request, response))
  app.use(refuse(log))

  return (request, response) => {
    const isForHere = (request.method === 'GET' || request.method === 'HEAD') && isAsset(request.url)
    if (isForHere && !isOfNode(request) && guard.judge(request) === null) app(request, response)
    else pass(request, response)
  }
}

const isAsset = (url: string | undefined): boolean => url?.startsWith(ASSETS) === true

/** Whether it is sure that somebody may see a picture: asked in the same turn in which the right is. */
function isSeen(
  { pictures, sessions, rightOf, isSure }: FollowedKnowledge,
  request: Request,
  id: PictureId,
): Promise<boolean> {
  const maySee = seenBy(rightOf, memberOf(sessions.read(request.headers)))
  return pictures.isSeen(id, (world) => isSure() && nodeOf(world.address) === null && maySee(world))
}
