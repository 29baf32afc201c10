// Answers questions of programs about their world. A program can ask anything, in any words: a text that is
// no question is answered with null, and every answer is about its own world, since there is no other here.
import { parseArtifactId, type ArtifactId } from '../../world/address.ts'
import type { ThingData } from '../sandbox-protocol.ts'
import { FOUND_MAX, type WorldModel } from './world-model.ts'

/** Longest question, in characters: an id, a name and some numbers. */
const QUESTION_MAX = 4000

const NOTHING = 'null'

/** Answers one read, as JSON. */
export function answerRead(model: WorldModel, now: number, op: string, json: string): string {
  if (json.length > QUESTION_MAX) return NOTHING
  const asked = recordFrom(json)
  if (!asked) return NOTHING
  switch (op) {
    case 'thing': {
      const id = parseArtifactId(asked['id'])
      return JSON.stringify(id && model.thing(id, now))
    }
    case 'text': {
      const id = parseArtifactId(asked['id'])
      return JSON.stringify(id && model.text(id))
    }
    case 'anchors': {
      const id = parseArtifactId(asked['id'])
      return JSON.stringify(id ? model.anchors(id) : {})
    }
    case 'inside': {
      const id = parseArtifactId(asked['id'])
      return JSON.stringify(id ? model.inside(id, now) : [])
    }
    case 'next': {
      const from = parseArtifactId(asked['from'])
      const facing = asked['facing']
      return JSON.stringify(from && isFacing(facing) ? model.next(from, facing, now) : null)
    }
    case 'find':
      return JSON.stringify(find(model, now, asked))
    default:
      return NOTHING
  }
}

function find(
  model: WorldModel,
  now: number,
  asked: Readonly<Record<string, unknown>>,
): readonly ThingData[] {
  const from = parseArtifactId(asked['from'])
  const on = idOrNothing(asked['on'])
  const { name, within, most } = asked
  if (!from || on === null) return []
  return model.find(
    {
      from,
      on,
      name: typeof name === 'string' ? name : undefined,
      within: typeof within === 'number' && within >= 0 ? within : undefined,
      most: typeof most === 'number' && most >= 1 ? Math.min(most, FOUND_MAX) : undefined,
    },
    now,
  )
}

function idOrNothing(raw: unknown): ArtifactId | null | undefined {
  return raw === undefined || raw === null ? undefined : parseArtifactId(raw)
}

function recordFrom(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const raw: unknown = JSON.parse(json)
    return typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function isFacing(raw: unknown): raw is ThingData['facing'] {
  return raw === 'up' || raw === 'down' || raw === 'left' || raw === 'right'
}
