import type { FeatureKind } from './feature.js';
import { ability, abilityBend } from './features/ability.js';
import {
  attempts,
  constant,
  failures,
  logAttempts,
  logFailures,
  logSuccesses,
  pattern,
  streak,
  successes,
} from './features/counts.js';
import { recentFailures, recentLogit, recentProportion, recentSuccess, recentSurprise } from './features/recent.js';
import { baseLevel, lag, performance, recency, windows } from './features/spacing.js';

/** The kinds of features that the library brings. */
export const KINDS: readonly FeatureKind[] = [
  constant,
  attempts,
  successes,
  failures,
  logAttempts,
  logSuccesses,
  logFailures,
  streak,
  pattern,
  recentSuccess,
  recentProportion,
  recentFailures,
  recentLogit,
  recentSurprise,
  ability,
  abilityBend,
  windows,
  recency,
  baseLevel,
  performance,
  lag,
];
