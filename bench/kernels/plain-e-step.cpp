// One E-step as a C++ programmer would write it: log-probabilities added cell by cell, expected counts cell by cell.
// Reads learners, items, nodes (int32), then answers (uint8, 255 missing), prior [nodes], P(wrong) and P(right) item by item
// [2 items × nodes] (doubles) from the file named; prints the log-likelihood and the median milliseconds of the runs.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

static double eStep(int learners, int items, int nodes, const uint8_t *answers, const double *prior, const double *p,
                    double *counts) {
  std::vector<double> logs(2 * items * nodes), logPrior(nodes), posterior(nodes);
  for (size_t i = 0; i < logs.size(); i++) logs[i] = std::log(p[i]);
  for (int q = 0; q < nodes; q++) logPrior[q] = std::log(prior[q]);
  std::fill(counts, counts + 2 * items * nodes, 0.0);
  double total = 0;
  for (int i = 0; i < learners; i++) {
    const uint8_t *row = answers + (size_t)i * items;
    for (int q = 0; q < nodes; q++) posterior[q] = logPrior[q];
    for (int j = 0; j < items; j++) {
      if (row[j] == 255) continue;
      const double *l = &logs[(size_t)(2 * j + row[j]) * nodes];
      for (int q = 0; q < nodes; q++) posterior[q] += l[q];
    }
    double most = posterior[0];
    for (int q = 1; q < nodes; q++) most = std::max(most, posterior[q]);
    double sum = 0;
    for (int q = 0; q < nodes; q++) {
      posterior[q] = std::exp(posterior[q] - most);
      sum += posterior[q];
    }
    total += most + std::log(sum);
    for (int q = 0; q < nodes; q++) posterior[q] /= sum;
    for (int j = 0; j < items; j++) {
      if (row[j] == 255) continue;
      double *c = counts + (size_t)(2 * j + row[j]) * nodes;
      for (int q = 0; q < nodes; q++) c[q] += posterior[q];
    }
  }
  return total;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  FILE *file = std::fopen(argv[1], "rb");
  const int runs = std::atoi(argv[2]);
  int32_t size[3];
  if (!file || std::fread(size, 4, 3, file) != 3) return 2;
  std::vector<uint8_t> answers((size_t)size[0] * size[1]);
  std::vector<double> prior(size[2]), p((size_t)2 * size[1] * size[2]), counts(p.size());
  if (std::fread(answers.data(), 1, answers.size(), file) != answers.size()) return 2;
  if (std::fread(prior.data(), 8, prior.size(), file) != prior.size()) return 2;
  if (std::fread(p.data(), 8, p.size(), file) != p.size()) return 2;
  std::vector<double> times;
  double total = 0;
  for (int run = 0; run < runs; run++) {
    const auto from = std::chrono::steady_clock::now();
    total = eStep(size[0], size[1], size[2], answers.data(), prior.data(), p.data(), counts.data());
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count());
  }
  std::sort(times.begin(), times.end());
  std::printf("{\"logLikelihood\": %.9f, \"milliseconds\": %.4f}\n", total, times[times.size() / 2]);
  return 0;
}
