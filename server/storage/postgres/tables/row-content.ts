// What a row of a log says, and its checksum.
import { crc32 } from 'node:zlib'
import { logChecksum } from '../../content-checksums.ts'
import type { originColumns } from '../../row-origin.ts'

/** What a row says, without its place, which the statement gives it. */
export interface RowContent extends ReturnType<typeof originColumns> {
  readonly member: string
  readonly firstAt: number
  readonly lastAt: number
  readonly updates: number
  readonly quarantined: boolean
  readonly bytes: Uint8Array
}

export const contentChecksum = ({ member, quarantined, ...row }: RowContent): number =>
  logChecksum({ ...row, member: crc32(member), quarantined: quarantined ? 1 : 0, document: 0, sequence: 0 })
