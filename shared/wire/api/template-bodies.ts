// The HTTP API's bodies about templates, which are worlds that a new world can begin as, and about miniatures
// of worlds.
import * as z from 'zod/mini'
import { LINE_KINDS } from '../../world/glance/miniature.ts'

/** Longest name of a template, in characters: `world:` and a world's id. */
export const TEMPLATE_NAME_MAX = 80

const color = z.nullable(z.string().check(z.regex(/^#[0-9a-fA-F]{6}$/)))

/** A small picture of the top of a world, as values; see `shared/world/glance/miniature.ts`. */
const MiniatureBody = z.object({
  paper: color,
  ink: color,
  title: color,
  lines: z.readonly(z.array(z.object({ kind: z.enum(LINE_KINDS), words: z.string() }))),
  things: z.readonly(
    z.array(
      z.object({
        sprite: z.string(),
        x: z.number(),
        y: z.number(),
        width: z.number(),
        height: z.number(),
      }),
    ),
  ),
})

/** `GET /api/worlds/ACCOUNT/WORLD/miniature`; null: the world is too large for one. */
export const WorldMiniature = z.object({ miniature: z.nullable(MiniatureBody) })
export type WorldMiniature = z.infer<typeof WorldMiniature>

export const Template = z.object({
  /** What `POST /api/worlds` takes as `template`. */
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  /** Who offers it; null: it comes with the node. */
  by: z.nullable(z.string()),
  miniature: z.nullable(MiniatureBody),
})
export type Template = z.infer<typeof Template>

/** `GET /api/templates`: those that the node's admin shows, the ones that come with the node first. */
export const TemplateList = z.object({ templates: z.array(Template) })
export type TemplateList = z.infer<typeof TemplateList>

/**
 * `GET …/template`, for owners of the world: whether it is offered as a template, and whether an admin shows
 * it. `PUT` offers it as it is now, `DELETE` takes that back.
 */
export const TemplateOffer = z.object({
  state: z.enum(['none', 'offered', 'shown']),
  /** The world has changed since, and the offer has not. */
  hasChanged: z.boolean(),
})
export type TemplateOffer = z.infer<typeof TemplateOffer>

export const AdminTemplate = z.object({ ...Template.shape, isShown: z.boolean() })
export type AdminTemplate = z.infer<typeof AdminTemplate>

/** `GET /api/admin/templates`: all that come with the node or are offered. */
export const AdminTemplates = z.object({ templates: z.array(AdminTemplate) })
export type AdminTemplates = z.infer<typeof AdminTemplates>

/** `PATCH /api/admin/templates/NAME` */
export const TemplateChange = z.object({ isShown: z.boolean() })
export type TemplateChange = z.infer<typeof TemplateChange>
