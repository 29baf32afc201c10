// Names and ids as records hold them: read from the disk, they are checked like anything else from outside.
import { z } from 'zod'
import { parseThingId, type ThingId } from '../../shared/history/rows/row-summary.ts'
import type { Json } from '../../shared/json/json-value.ts'
import { isPlainJson } from '../../shared/json/plain-json.ts'
import {
  parseAccountName,
  parseGroupId,
  parseMemberId,
  parseNodeName,
  parseWorldId,
  type AccountName,
  type GroupId,
  type MemberId,
  type NodeName,
  type WorldId,
} from '../../shared/world/address.ts'

export const accountName = z.string().transform((text, context): AccountName => {
  const name = parseAccountName(text)
  if (name === null) context.addIssue('not the name of an account')
  return name ?? z.NEVER
})

export const memberId = z.string().transform((text, context): MemberId => {
  const id = parseMemberId(text)
  if (id === null) context.addIssue('not the id of a member')
  return id ?? z.NEVER
})

export const groupId = z.string().transform((text, context): GroupId => {
  const id = parseGroupId(text)
  if (id === null) context.addIssue('not the id of a group')
  return id ?? z.NEVER
})

export const nodeName = z.string().transform((text, context): NodeName => {
  const name = parseNodeName(text)
  if (name === null) context.addIssue('not the name of a node')
  return name ?? z.NEVER
})

export const worldId = z.string().transform((text, context): WorldId => {
  const id = parseWorldId(text)
  if (id === null) context.addIssue('not the id of a world')
  return id ?? z.NEVER
})

export const thingId = z.string().transform((text, context): ThingId => {
  const id = parseThingId(text)
  if (id === null) context.addIssue('not the id of a thing')
  return id ?? z.NEVER
})

/** Any plain JSON. */
export const plainJson = z.custom<Json>((raw) => isPlainJson(raw, Infinity))

/** Bytes as text, in base64. */
export const bytes = z.base64().transform((text): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64')))
