// One S3 server for all tests of a process, started by the first that needs it, which ends with the process;
// each has a prefix of its own.
import { randomBytes, randomUUID } from 'node:crypto'
import { systemClock } from '../../../server/time/server-clock.ts'
import type { BucketAddress } from '../../../server/storage/bucket/bucket-address.ts'
import { createBucketClient, type BucketClient } from '../../../server/storage/bucket/bucket-client.ts'
import { picturesInBucket, type BucketPictures } from '../../../server/storage/bucket/bucket-pictures.ts'
import { startS3Server, type S3Server } from './s3-server.ts'

let started: Promise<S3Server> | null = null

/** It runs, and does not fail, whatever the test before did. */
async function sharedS3Server(): Promise<S3Server> {
  const server = await (started ??= startS3Server())
  await server.start()
  await server.fail(null)
  return server
}

interface TestBucket {
  readonly server: S3Server
  readonly prefix: string
  readonly client: BucketClient
  readonly files: BucketPictures
}

/** Pictures in a prefix of their own; `but` says what of its address is otherwise. */
export async function bucketFiles(but: Partial<BucketAddress> = {}): Promise<TestBucket> {
  const server = await sharedS3Server()
  const prefix = randomUUID()
  const client = createBucketClient(server.address(prefix, but), { clock: systemClock, random: randomBytes })
  return { server, prefix, client, files: picturesInBucket(client) }
}
