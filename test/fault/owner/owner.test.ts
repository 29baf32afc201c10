// An owner that dies with its node: what it answered is kept, and what it was asked again is not done again.
// The node is killed once; owner.hard.test.ts does it a hundred times.
import { test } from 'vitest'
import { expectDoneOnce } from './counting-world.ts'

test('[O2] [O3] a node is killed while somebody acts: the world goes on, and each action is done once', () =>
  expectDoneOnce(1))
