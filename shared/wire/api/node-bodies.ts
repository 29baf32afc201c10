// What a node says to everybody: of itself, of who asks, and why it refuses. Both ways it is parsed here.
import * as z from '../../json/schema.ts'
import { parseAvatarLook } from '../../world/avatar.ts'

/** Longest line above every page, in characters: two lines on a phone. */
export const BANNER_MAX = 120

/** Facts about a node for visitors without a session. */
export const NodeInfo = z.object({
  /** The node's title. */
  title: z.string,
  /** A line of the admins' that stands above every page. */
  banner: z.optional(z.string),
  /** Nobody but admins comes into worlds, or changes anything, just now. */
  maintenance: z.optional(z.boolean),
  /** Whether one may sign up without an invitation. */
  signUp: z.literal('open', 'invited'),
  /** Whether one may come as a guest, with no more than a name. */
  guests: z.boolean,
  /** How many days after a guest was here last their home goes away. */
  guestHomeDays: z.optional(z.number),
  /** There is no account yet: the first one is made with the link on the console. */
  isNew: z.boolean,
  /** Other places that one may sign in with. */
  providers: z.array(z.object({ id: z.string, name: z.string })),
})
export type NodeInfo = z.Infer<typeof NodeInfo>

/**
 * The sender's own person: `GET /api/me`, and the answer to `POST /api/me`. `member` is null until they gave
 * a name, or signed in; `body` is the id of the artifact in their home that is their body. In an open node
 * everybody is a guest.
 */
export const Me = z.object({
  access: z.literal('open', 'accounts'),
  node: z.optional(NodeInfo),
  /** The name that other nodes have for this one, whatever address it was opened at. */
  called: z.optional(z.string),
  /** To a guest in a frame, who sends it with all that follows (world/framing.ts). */
  secret: z.optional(z.string),
  member: z.nullable(
    z.object({
      id: z.string,
      name: z.string,
      account: z.string,
      body: z.optional(z.string),
      look: z.optional(z.parsedBy(parseAvatarLook)),
      kind: z.optional(z.literal('guest', 'account')),
      isAdmin: z.optional(z.boolean),
    }),
  ),
})
export type Me = z.Infer<typeof Me>

/**
 * Every answer of the API that is not 2xx: a code for programs, a sentence for people that says what to do.
 */
export const Refusal = z.object({ code: z.string, text: z.string })
export type Refusal = z.Infer<typeof Refusal>
