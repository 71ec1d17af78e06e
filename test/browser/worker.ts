import { calibration } from './work.js';

postMessage(calibration('simd'));
